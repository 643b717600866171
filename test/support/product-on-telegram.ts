import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { testEngine } from './engine.ts'
import { fakeTelegram, type FakeTelegram } from './fake-telegram.ts'
import { productOn, type Otherwise, type Product } from './product.ts'

/** The two ways in which updates reach the bot. */
export const doors = ['long poll', 'webhook'] as const

export type ProductOnTelegram = {
  product: Product
  telegram: FakeTelegram
  url: string
  /** Stops the bot and its fake of Telegram; the database stays. */
  close: () => Promise<void>
}

export const SECRET = 'een-geheim'
let bots = 4242

/** One more server on a database, with a new bot on a fake of Telegram that brings updates through one of the doors. */
export async function productOnTelegram(
  { database, desk }: Pick<Product, 'database' | 'desk'>,
  door: (typeof doors)[number],
  otherwise: Omit<Otherwise, 'telegram' | 'publicUrl'> & { organisation?: string } = {},
): Promise<ProductOnTelegram> {
  const id = String(++bots)
  const telegram = await fakeTelegram(`${id}:een-token`)
  const engine = await testEngine()
  let product: Product | null = null
  const server = serve({ fetch: (request) => product!.app.fetch(request), port: 0, hostname: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const account = { id, token: telegram.token, organisation: otherwise.organisation ?? null }
  product = productOn(database, desk.masterKey, engine, {
    ...otherwise,
    ...(door === 'webhook' && { publicUrl: url }),
    telegram: { accounts: [account], apiRoot: telegram.apiRoot, webhookSecret: SECRET },
  })
  product.telegram!.start()
  await telegram.until(() => telegram.callsOf(door === 'webhook' ? 'setWebhook' : 'getUpdates').length > 0)
  async function close() {
    await product!.stop()
    await telegram.close()
    if ('closeAllConnections' in server) server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { product, telegram, url, close }
}
