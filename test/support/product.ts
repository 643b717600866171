import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Hono } from 'hono'
import { pino } from 'pino'
import { createTelegram, type Telegram, type TelegramSettings } from '../../bot/telegram/telegram.ts'
import type { Database } from '../../db/client.ts'
import { masterKeyOf, newSecret, type MasterKey } from '../../db/sealing.ts'
import type { Engine } from '../../server/answers/engine.ts'
import { createApp } from '../../server/app.ts'
import type { Assistant } from '../../server/conversations/answer.ts'
import type { Desk } from '../../server/conversations/conversation.ts'
import { createLog } from '../../server/log.ts'
import { createNews } from '../../server/conversations/news.ts'
import { createDeskNews } from '../../server/desk/desk-news.ts'
import { createEventStreams } from '../../server/http/event-streams.ts'
import { listen } from '../../server/http/listen.ts'
import { createOverlays } from '../../server/knowledge/overlays.ts'
import { storeKnowledge } from '../../server/knowledge/store.ts'
import { openKeys } from '../../server/privacy/open-keys.ts'
import type { SingleSignOn } from '../../server/staff/single-sign-on.ts'
import { databaseKinds, type DatabaseKind } from './databases.ts'
import { testEngine } from './engine.ts'
import { logFolder } from './never-logged.ts'

/** The moment at which the tests take place: a Sunday, in the morning. */
export const NOW = new Date('2026-11-22T10:00:00Z')

export type Product = {
  app: Hono
  database: Database
  desk: Desk & { assistant: Assistant }
  /** Not started: a test does so once its fake of Telegram listens. */
  telegram: Telegram | null
  stop: () => Promise<void>
  close: () => Promise<void>
}

/** What a test may have otherwise than the product has it. */
export type Otherwise = {
  assistant?: Partial<Assistant>
  publicUrl?: string
  telegram?: TelegramSettings
  singleSignOn?: SingleSignOn
  clock?: () => Date
  proxies?: number
}

/** The whole product on a new database, without a network around it. */
export async function newProduct(
  { open }: DatabaseKind = databaseKinds[0]!,
  otherwise: Otherwise = {},
): Promise<Product> {
  const [engine, database] = await Promise.all([testEngine(), open()])
  const masterKey = masterKeyOf(newSecret())
  await openKeys(database.db, masterKey)
  await storeKnowledge(database.db, masterKey, engine.knowledge)
  return productOn(database, masterKey, engine, otherwise)
}

/** One server's share of the product, on a database that is filled already. */
export function productOn(
  database: Database,
  masterKey: MasterKey,
  engine: Engine,
  { assistant: other, publicUrl: url, telegram: settings, singleSignOn, clock, proxies }: Otherwise = {},
): Product {
  const store = { db: database.db, bus: database.bus, masterKey }
  const overlays = createOverlays(store.bus, () => engine, raise)
  const assistant = { engine: () => engine, overlayOf: overlays.of, now: () => NOW, failed: raise, ...other }
  const desk = { ...store, news: createNews(store, raise), assistant }
  const streams = createEventStreams()
  const deskNews = createDeskNews(store.bus)
  const log = process.env.TEST_LOG_LEVEL ? createLog('debug', process.stderr) : createLog('debug', ownLog())
  const publicUrl = url ?? null
  const { exclusively } = database
  const telegram = settings
    ? createTelegram({ settings, desk, assistant, exclusively, publicUrl, log })
    : null
  const app = createApp({
    ...desk,
    streams,
    deskNews,
    publicUrl,
    telegram,
    log,
    ...(singleSignOn && { singleSignOn }),
    ...(clock && { clock }),
    ...(proxies && { proxies }),
  })
  async function stop() {
    streams.close()
    desk.news.stop()
    deskNews.stop()
    await telegram?.stop()
  }
  return { app, database, desk, telegram, stop, close: database.close }
}

let destination: ReturnType<typeof pino.destination> | null = null

/** The log of this worker, which is looked through at the end of the run. */
const ownLog = () =>
  (destination ??= pino.destination({ dest: join(logFolder, `${process.pid}.log`), mkdir: true, sync: true }))

function raise(error: unknown): never {
  throw error
}

/** The product on a free port of this machine. */
export async function servedProduct(
  kind?: DatabaseKind,
): Promise<{ url: string; product: Product; close: () => Promise<void> }> {
  const product = await newProduct(kind)
  const server = await new Promise<Server>((resolve) => {
    const opened = listen(product.app, { port: 0, host: '127.0.0.1' }, () => resolve(opened))
  })
  const { port } = server.address() as AddressInfo
  const close = async () => {
    await product.stop()
    await new Promise((resolve) => server.close(resolve))
    await product.close()
  }
  return { url: `http://127.0.0.1:${port}`, product, close }
}
