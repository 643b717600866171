import { serveStatic } from '@hono/node-server/serve-static'
import type { Context } from 'hono'
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../dist/chat', import.meta.url))

const page = serveStatic({ root, path: 'index.html', precompressed: true })
const file = serveStatic({ root, precompressed: true })

const deskRoot = fileURLToPath(new URL('../../dist/desk', import.meta.url))
const withinDesk = (path: string) => path.replace(/^\/dashboard/u, '')

const desk = serveStatic({ root: deskRoot, path: 'index.html', precompressed: true })
const deskFile = serveStatic({ root: deskRoot, rewriteRequestPath: withinDesk, precompressed: true })

const nothing = async () => {}

/** The page on which to try the chat. */
export async function chatPage(c: Context): Promise<Response> {
  return withCaching((await page(c, nothing)) ?? c.notFound(), 'no-cache')
}

/** The script that a page of any site embeds. Its name never changes, so browsers ask for it anew before long. */
export async function widgetScript(c: Context): Promise<Response> {
  return forAnySite((await file(c, nothing)) ?? c.notFound(), 'public, max-age=300')
}

/** A script or style that is loaded by another; its name changes with what is in it. */
export async function pageFile(c: Context): Promise<Response> {
  const found = await file(c, nothing)
  return found ? forAnySite(found, 'public, max-age=31536000, immutable') : currentChat(c)
}

/** Where staff work; which of its pages, the page itself reads from the address. */
export async function dashboardPage(c: Context): Promise<Response> {
  return withCaching((await desk(c, nothing)) ?? c.notFound(), 'no-cache')
}

/** A script, style or icon of the desk; what is in it never changes under its name. */
export async function dashboardFile(c: Context): Promise<Response> {
  return withCaching((await deskFile(c, nothing)) ?? c.notFound(), 'public, max-age=31536000, immutable')
}

/** A page that was open before a release asks for the chat of then; it gets the chat of now. */
async function currentChat(c: Context): Promise<Response> {
  const [, language] = /^\/assets\/(chat-(?:nl|en)-)[\w-]+\.js$/u.exec(c.req.path) ?? []
  const files = language ? await readdir(`${root}/assets`).catch(() => []) : []
  const name = files.find((each) => each.startsWith(language!) && each.endsWith('.js'))
  if (!name) return forAnySite(c.notFound(), 'no-cache')
  const current = serveStatic({ root, path: `assets/${name}`, precompressed: true })
  return forAnySite((await current(c, nothing)) ?? c.notFound(), 'no-cache')
}

async function forAnySite(found: Response | Promise<Response>, caching: string): Promise<Response> {
  const response = await withCaching(found, caching)
  response.headers.set('Access-Control-Allow-Origin', '*')
  return response
}

async function withCaching(found: Response | Promise<Response>, caching: string): Promise<Response> {
  const response = await found
  if (response.ok) response.headers.set('Cache-Control', caching)
  return response
}
