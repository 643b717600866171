import { createTelegram, requireOrganisations } from '../bot/telegram/telegram.ts'
import { createSealing } from './access-log/sealing.ts'
import { listenForCommands } from './admin/socket.ts'
import { engineFor } from './answers/learnt-file.ts'
import { createApp } from './app.ts'
import { createEndedConversations } from './contacts/register-ended.ts'
import { createNews } from './conversations/news.ts'
import { createNightlyRetention } from './privacy/nightly.ts'
import { createDeskNews } from './desk/desk-news.ts'
import { createMoments } from './handoff/moments.ts'
import { fillReactionMinutes } from './handoff/reaction.ts'
import { createEventStreams } from './http/event-streams.ts'
import { listen } from './http/listen.ts'
import { readConfig, type Config } from './config.ts'
import { loadKnowledge } from './knowledge/load.ts'
import { createOverlays } from './knowledge/overlays.ts'
import { currentKnowledge, storeKnowledge } from './knowledge/store.ts'
import { createLog } from './log.ts'
import { createMailer } from './mail/mailer.ts'
import { openStore } from './open-store.ts'
import { openOnTheNetwork } from './transport.ts'
import { firstInvitation } from './staff/invitations.ts'

const STOP_PATIENCE_MS = 5000

const warn = (sentence: string) => void process.stderr.write(`${sentence}\n`)

async function run(config: Config): Promise<void> {
  const log = createLog(config.logLevel, process.stderr)
  for (const warning of openOnTheNetwork(config)) warn(warning)
  const { database, store } = await openStore(config, warn)
  await fillReactionMinutes(database.db)
  const files = await loadKnowledge(new URL('../db/knowledge/', import.meta.url))
  await storeKnowledge(database.db, store.masterKey, files)
  const engine = await engineFor(await currentKnowledge(database.db, files), config.dataDir)
  const failed = (message: string) => (error: unknown) => log.error({ err: error }, message)
  const news = createNews(store, failed('the followers of a conversation could not be told'))
  const streams = createEventStreams()
  const deskNews = createDeskNews(store.bus)
  const moments = createMoments(
    { ...store, news },
    {
      now: () => new Date(),
      failed: failed('what was due in a hand-off could not be done; it is tried again'),
    },
  )
  const assistant = {
    engine: () => engine,
    overlayOf: createOverlays(
      store.bus,
      () => engine,
      failed('an own version of the knowledge cannot be read'),
    ).of,
    now: () => new Date(),
    failed: failed('the assistant failed; a person has to read the message'),
  }
  const nightly = createNightlyRetention(
    { ...store, news, assistant },
    {
      now: () => new Date(),
      failed: failed('what has passed its term could not be destroyed; it is tried again'),
    },
  )
  const ended = createEndedConversations(
    { ...store, assistant },
    {
      now: () => new Date(),
      failed: failed('a conversation that is over could not be registered; it is tried again'),
    },
  )
  const sealing = createSealing(store, {
    now: () => new Date(),
    failed: failed('the access log could not be sealed; it is tried again'),
  })
  const { publicUrl } = config
  const { exclusively } = database
  const settings = config.telegram
  if (settings) await requireOrganisations(store.db, settings.accounts)
  const telegram =
    settings && createTelegram({ settings, desk: { ...store, news }, assistant, exclusively, publicUrl, log })
  const mailer =
    config.mail &&
    createMailer(store, {
      ...config.mail,
      address: () => address,
      failed: failed('mail could not be looked after; it is tried again'),
    })
  let address = publicUrl ?? ''
  const invitation = await firstInvitation(store)
  const { singleSignOn } = config
  const app = createApp({
    ...store,
    news,
    assistant,
    streams,
    deskNews,
    telegram,
    publicUrl,
    proxies: config.proxies,
    singleSignOn,
    post: mailer?.post ?? null,
    log,
  })

  const stopCommands = await listenForCommands({ ...store, config })
  const server = listen(app, config, ({ port }) => {
    address ||= `http://${config.host}:${port}`
    process.stdout.write(`Wegwijs is ready.\n  chat   ${address}/\n  ask    ${address}/api/v1/ask\n`)
    if (invitation)
      process.stdout.write(
        `  staff  ${address}/dashboard/invitation/${invitation}\n         (the first administrator opens this link within 24 hours)\n`,
      )
    telegram?.start()
    moments.start()
    ended.start()
    nightly.start()
    sealing.start()
    mailer?.start()
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
    streams.close()
    news.stop()
    deskNews.stop()
    moments.stop()
    ended.stop()
    nightly.stop()
    const quiet = Promise.all([telegram?.stop(), mailer?.stop(), stopCommands?.()])
    server.close(
      () =>
        void quiet
          .then(sealing.stop)
          .then(database.close)
          .then(() => process.exit(0)),
    )
    server.closeIdleConnections()
    // Who is half-way a request gets a moment, but cannot hold up the stop.
    setTimeout(() => server.closeAllConnections(), STOP_PATIENCE_MS).unref()
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

/** What to do about a start that fails outside, by the code of the failure. */
const REMEDIES: Record<string, string> = {
  ECONNREFUSED: 'No PostgreSQL answers at DATABASE_URL. Start it, or correct the address.',
  ENOTFOUND: 'The host in DATABASE_URL is not known. Correct the address.',
  '3D000': 'The database named in DATABASE_URL does not exist. Create it first.',
  '28P01': 'The user or password in DATABASE_URL is refused. Correct them.',
  EEXIST: 'DATA_DIR is a file. Set it to a folder.',
  EACCES: 'DATA_DIR cannot be written. Give this user the right to it, or set another folder.',
  EADDRNOTAVAIL: 'HOST is no address of this machine. Correct it, or leave it out.',
}

function fail(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const message = REMEDIES[code] ?? (error instanceof Error ? error.message : String(error))
  process.stderr.write(`Wegwijs cannot start.\n${message}\n`)
  process.exit(1)
}

try {
  await run(readConfig())
} catch (error) {
  fail(error)
}
