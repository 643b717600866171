import { setTimeout as sleep } from 'node:timers/promises'
import { describe, it, onTestFinished } from 'vitest'
import { fakeTelegram } from '../support/fake-telegram.ts'
import { allAnswered, expectArrived } from './arrivals.ts'
import { momentsIn } from './converse.ts'
import { startMortal } from './mortal-server.ts'
import { correspondents, keepWriting, writtenBy } from './people.ts'
import { kinds } from './places.ts'
import { newChance } from './random.ts'
import { report } from './report.ts'
import { PATIENCE_MS } from './size.ts'

/** Telegram gives at most 100 at a time; fewer, so that the kills fall within many batches. */
const MOST_WAITING = 20

describe.each(kinds)('a server on $name', ({ name, mail, newPlace }) => {
  it(
    'that is killed again and again answers each message on Telegram, in order, and stores no second reply',
    async ({ signal }) => {
      const chance = newChance()
      const telegram = await fakeTelegram()
      onTestFinished(() => telegram.close())
      const place = await newPlace()
      const settings = { ...place, TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.apiRoot }
      const server = await startMortal(settings, chance)
      onTestFinished(() => server.stop())

      const people = await correspondents(telegram, mail.people)
      const began = performance.now()
      const writing = keepWriting(telegram, people, { ...mail, waiting: MOST_WAITING, signal })
      for (const moment of momentsIn(mail.people * mail.messagesEach, mail.kills, chance)) {
        while (writtenBy(people) < moment) await sleep(5, null, { signal })
        await server.killAndRestart()
      }
      await writing
      await allAnswered(people, signal)
      const seconds = (performance.now() - began) / 1000
      await server.stop()
      const { replies, again, uncertain } = await expectArrived(place, telegram, people)
      report(`${name}: Telegram by long poll, kill -9 at random moments (FAULT_SEED=${chance.seed})`, {
        kills: `${server.kills.underLoad} under load, ${server.kills.whileStarting} of a server that was starting`,
        updates: `${writtenBy(people)} of ${mail.people} people, each stored once with one reply`,
        replies: `${replies} arrived, in order`,
        'came again': `${again}: the server was killed after Telegram took it in, before that was noted`,
        'uncertain attempts': `${uncertain} by the outbox`,
        took: `${seconds.toFixed(1)} s`,
      })
    },
    PATIENCE_MS,
  )
})
