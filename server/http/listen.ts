import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:http'
import { serve } from '@hono/node-server'
import type { Hono } from 'hono'

/** How long somebody may take, and how much he may send, before anything of ours has looked at it. */
export const PATIENCE = {
  /** A browser sends its headers at once; who sends them letter by letter keeps a connection busy. */
  headersTimeout: 10_000,
  /** For the largest body over a bad telephone line. */
  requestTimeout: 30_000,
  /** Longer than the minute for which proxies keep a connection, so that we never close one that they are about to use. */
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2000,
  /** Bytes of all headers and the address together. */
  maxHeaderSize: 16 * 1024,
}
/** Who reads nothing for so long is gone; open event streams say something every 20 seconds. */
const SILENT_MS = 120_000
const MOST_HEADERS = 100
const MOST_REQUESTS_PER_CONNECTION = 10_000

/** Serves the product at an address of this machine. */
export function listen(
  app: Hono,
  { port, host }: { port: number; host: string },
  ready: (address: AddressInfo) => void,
): Server {
  const settings = { fetch: app.fetch, port, hostname: host, createServer, serverOptions: PATIENCE }
  // With node:http's own createServer it is a server of node:http that comes back.
  const server = serve(settings, ready) as Server
  server.maxHeadersCount = MOST_HEADERS
  server.maxRequestsPerSocket = MOST_REQUESTS_PER_CONNECTION
  server.setTimeout(SILENT_MS)
  return server
}
