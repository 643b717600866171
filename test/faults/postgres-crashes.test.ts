import { expect, it, onTestFinished } from 'vitest'
import { fakeTelegram } from '../support/fake-telegram.ts'
import { newDataDir, startServer } from '../support/server-process.ts'
import { allAnswered, expectArrived } from './arrivals.ts'
import { converse, momentsIn } from './converse.ts'
import { postgresPrograms, startOwnPostgres } from './own-postgres.ts'
import { correspondents, keepWriting, writtenBy } from './people.ts'
import { newFolder } from './places.ts'
import { newChance } from './random.ts'
import { figuresOf, report } from './report.ts'
import { PATIENCE_MS, sizes } from './size.ts'
import { expectStored } from './stored.ts'

const LONGEST_AWAY_MS = 2000
const MOST_WAITING = 20

it(
  'a server goes on by itself when PostgreSQL has crashed and is back, and loses nothing it acknowledged',
  async ({ skip, signal }) => {
    const programs = postgresPrograms()
    if (!programs) return skip('PostgreSQL is not installed in /usr/lib/postgresql')
    const chance = newChance()
    const { times, load, mail } = sizes.crashes
    const [telegram, postgres] = [await fakeTelegram(), await startOwnPostgres(programs, chance)]
    onTestFinished(() => telegram.close())
    const place = { DATA_DIR: await newDataDir(await newFolder()), DATABASE_URL: postgres.url }
    const bot = { TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.apiRoot }
    const server = await startServer({ ...place, ...bot })
    onTestFinished(() => server.stop())
    const people = await correspondents(telegram, mail.people)

    const over = new AbortController()
    const within = { chance, signal: AbortSignal.any([signal, over.signal]) }
    void server.ended.then(() => over.abort(new Error('the server ended together with PostgreSQL')))
    const writing = keepWriting(telegram, people, { ...mail, waiting: MOST_WAITING, signal: within.signal })
    writing.catch(() => {})
    const conversed = await converse(server.url, load, within, async (until) => {
      for (const moment of momentsIn(load.clients * load.messagesEach, times, chance)) {
        await until(moment)
        await postgres.crash(chance.below(LONGEST_AWAY_MS))
      }
    })
    await writing
    await allAnswered(people, within.signal)
    await server.stop()

    // Without an answer would mean that the server ended, and any other status that it did not know what happened.
    expect(['503']).toEqual(expect.arrayContaining(Object.keys(conversed.tally.retries)))
    await expectStored(place, conversed.talks)
    const { replies, again, uncertain } = await expectArrived(place, telegram, people)
    report(`PostgreSQL crashes under load (FAULT_SEED=${chance.seed})`, {
      crashes: times,
      ...figuresOf(conversed, load),
      telegram: `${writtenBy(people)} updates, ${replies} replies arrived, in order`,
      'came again': `${again}, with ${uncertain} uncertain attempts by the outbox`,
    })
    return undefined
  },
  PATIENCE_MS,
)
