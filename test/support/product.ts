import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import type { Hono } from 'hono'
import { pino } from 'pino'
import type { Database } from '../../db/client.ts'
import { newKey } from '../../db/sealing.ts'
import { createApp } from '../../server/app.ts'
import { storeKnowledge } from '../../server/knowledge/store.ts'
import { databaseKinds, type DatabaseKind } from './databases.ts'
import { testEngine } from './engine.ts'

/** The day on which the tests take place. */
export const TODAY = '2026-11-22'

export type Product = { app: Hono; database: Database; close: () => Promise<void> }

/** The whole product on a new database, without a network around it. */
export async function newProduct({ open }: DatabaseKind = databaseKinds[0]!): Promise<Product> {
  const [engine, database] = await Promise.all([testEngine(), open()])
  const masterKey = newKey()
  await storeKnowledge(database.db, masterKey, engine.knowledge)
  const assistant = { engine: () => engine, today: () => TODAY }
  const app = createApp({ db: database.db, masterKey, assistant, log: pino({ level: 'silent' }) })
  return { app, database, close: database.close }
}

/** The product on a free port of this machine. */
export async function servedProduct(): Promise<{ url: string; close: () => Promise<void> }> {
  const product = await newProduct()
  const server = serve({ fetch: product.app.fetch, port: 0, hostname: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const close = async () => {
    await new Promise((resolve) => server.close(resolve))
    await product.close()
  }
  return { url: `http://127.0.0.1:${port}`, close }
}
