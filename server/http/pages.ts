import { serveStatic } from '@hono/node-server/serve-static'
import { fileURLToPath } from 'node:url'
import type { Context } from 'hono'

const root = fileURLToPath(new URL('../../dist/chat', import.meta.url))

const page = serveStatic({ root, path: 'index.html' })
const file = serveStatic({ root })

const nothing = async () => {}

/** The page on which to try the chat. */
export async function chatPage(c: Context): Promise<Response> {
  return (await page(c, nothing)) ?? c.notFound()
}

/** A script or style of the chat page; its name changes with what is in it. */
export async function pageFile(c: Context): Promise<Response> {
  const found = await file(c, nothing)
  if (!found) return c.notFound()
  found.headers.set('Cache-Control', 'public, max-age=31536000, immutable')
  return found
}

export const widgetScript = chatPage
