import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** As bad as the styles of a site can be to what is embedded in it. */
const HOSTILE_STYLE = `
  html { font-size: 10px }
  * { font-family: monospace !important; letter-spacing: 3px; line-height: 3; text-transform: uppercase }
  button, textarea, dialog, p, div { background: red !important; color: red !important; padding: 40px !important }
  wegwijs-chat { display: none !important; opacity: 0 !important; font-size: 3px !important }`

export type HostPage = { url: string; close: () => Promise<void> }

/** A site of another origin that embeds the chat and allows nothing but that: no style elements, no other scripts. */
export async function hostPage(product: string): Promise<HostPage> {
  const policy = `default-src 'none'; style-src 'self'; script-src ${product}; connect-src ${product}`
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://host')
    if (pathname === '/style.css') {
      response.setHeader('content-type', 'text/css').end(HOSTILE_STYLE)
      return
    }
    const attributes = [...searchParams].map(([name, value]) => `${name}="${value}"`).join(' ')
    const tag = `<script src="${product}/widget.js" data-organisation="magentazorg" ${attributes} defer></script>`
    response
      .setHeader('content-type', 'text/html; charset=utf-8')
      .setHeader('content-security-policy', policy).end(`<!doctype html>
        <html lang="${pathname === '/en' ? 'en' : 'nl'}">
          <head><title>Zorg</title><link rel="stylesheet" href="/style.css" /></head>
          <body><main><h1>Zorg</h1><a href="/">Zorg</a></main>${tag}${pathname === '/twice' ? tag : ''}</body>
        </html>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    // Another host name, so that nothing is shared with the product by accident.
    url: `http://localhost:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
