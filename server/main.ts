import { serve } from '@hono/node-server'
import { pino } from 'pino'
import { openPglite, openPostgres } from '../db/client.ts'
import { engineFor } from './answers/learnt-file.ts'
import { createApp } from './app.ts'
import { todayInAmsterdam } from './calendar-day.ts'
import { readConfig, type Config } from './config.ts'
import { loadKnowledge } from './knowledge/load.ts'
import { currentKnowledge, storeKnowledge } from './knowledge/store.ts'
import { masterKeyFrom } from './master-key.ts'

async function run(config: Config): Promise<void> {
  const log = pino({ level: config.logLevel }, process.stderr)
  const database = config.databaseUrl
    ? await openPostgres(config.databaseUrl)
    : await openPglite(config.dataDir)
  const masterKey = await masterKeyFrom(config.masterKey, config.dataDir)
  const files = await loadKnowledge(new URL('../db/knowledge/', import.meta.url))
  await storeKnowledge(database.db, masterKey, files)
  const engine = await engineFor(await currentKnowledge(database.db, files), config.dataDir)
  const assistant = { engine: () => engine, today: () => todayInAmsterdam(new Date()) }
  const app = createApp({ db: database.db, masterKey, assistant, log })

  const server = serve({ fetch: app.fetch, port: config.port, hostname: config.host }, ({ port }) => {
    const address = config.publicUrl ?? `http://${config.host}:${port}`
    process.stdout.write(`Wegwijs is ready.\n  chat   ${address}/\n  ask    ${address}/api/v1/ask\n`)
  })
  server.on('error', (error: NodeJS.ErrnoException) => {
    const taken = error.code === 'EADDRINUSE'
    fail(
      taken
        ? new Error(`Port ${config.port} is in use. Stop what listens there, or set PORT to another number.`)
        : error,
    )
  })

  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    server.close(() => void database.close().then(() => process.exit(0)))
    if ('closeIdleConnections' in server) server.closeIdleConnections()
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

function fail(error: unknown): void {
  process.stderr.write(`Wegwijs cannot start.\n${error instanceof Error ? error.message : error}\n`)
  process.exit(1)
}

try {
  await run(readConfig())
} catch (error) {
  fail(error)
}
