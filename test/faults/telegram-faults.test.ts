import { describe, expect, it, onTestFinished } from 'vitest'
import { startServer } from '../support/server-process.ts'
import { fakeTelegram, type Fault, type FakeTelegram } from '../support/fake-telegram.ts'
import { allAnswered, expectArrived } from './arrivals.ts'
import { correspondents, keepWriting } from './people.ts'
import { kinds } from './places.ts'
import { report } from './report.ts'
import { PATIENCE_MS, sizes } from './size.ts'

/** In turn; what Telegram had taken in before its answer was lost comes once more. */
const FAULTS: [name: string, fault: Fault][] = [
  ['429', { kind: 'too many', seconds: 1 }],
  ['500', { kind: 'server error' }],
  ['time-out', { kind: 'hang' }],
  ['closed socket', { kind: 'closed socket' }],
  ['500 after it was taken in', { kind: 'server error', taken: true }],
  ['time-out after it was taken in', { kind: 'hang', taken: true }],
  ['closed socket after it was taken in', { kind: 'closed socket', taken: true }],
]

const MOST_WAITING = 20

describe.each(kinds)('on $name, while Telegram fails in every way', ({ name, newPlace }) => {
  it(
    'every message arrives in order, and what arrives twice is counted',
    async ({ signal }) => {
      const telegram = await fakeTelegram()
      onTestFinished(() => telegram.close())
      const place = await newPlace()
      const server = await startServer({
        ...place,
        TELEGRAM_BOT_TOKEN: telegram.token,
        TELEGRAM_API_ROOT: telegram.apiRoot,
      })
      onTestFinished(() => server.stop())

      const { people: many, messagesEach, rounds } = sizes.faulty
      const people = await correspondents(telegram, many)
      const began = performance.now()
      const faults = Array.from({ length: rounds }, () => FAULTS).flat()
      telegram.fail('sendMessage', ...faults.map(([, fault]) => fault))
      await keepWriting(telegram, people, { messagesEach, waiting: MOST_WAITING, signal })
      await allAnswered(people, signal)
      const seconds = (performance.now() - began) / 1000
      await server.stop()

      const { sent, latestMs } = sentInSpiteOf(telegram)
      const taken = FAULTS.filter(([, fault]) => 'taken' in fault)
      const arrivals = await expectArrived(place, telegram, people)
      expect(arrivals.again).toBe(taken.length * rounds)
      report(`${name}: Telegram fails in every way`, {
        faults: FAULTS.map(([each]) => `${rounds} × ${each}`).join(', '),
        replies: `${arrivals.replies} to ${many} people, all arrived, in order`,
        'came twice': taken.map(([each]) => `${rounds} × ${each}`).join(', '),
        'after a 429': `${sent} to other chats before the time had passed, the latest ${latestMs} ms after it`,
        'uncertain attempts': `${arrivals.uncertain} by the outbox`,
        took: `${seconds.toFixed(1)} s`,
      })
    },
    PATIENCE_MS,
  )
})

/**
 * Until the time that Telegram asks for has passed, nothing is sent to that chat. Gives what was sent to other chats
 * meanwhile: what was on its way already when Telegram asked to wait.
 */
function sentInSpiteOf(telegram: FakeTelegram): { sent: number; latestMs: number } {
  const calls = telegram.callsOf('sendMessage')
  let sent = 0
  let latestMs = 0
  for (const { at, answered, params } of calls) {
    if (!answered || answered.ok || !answered.parameters) continue
    const ends = at + answered.parameters.retry_after * 1000
    const meanwhile = calls.filter((other) => other.at > at && other.at < ends)
    expect(meanwhile.filter((other) => other.params.chat_id === params.chat_id)).toEqual([])
    sent += meanwhile.length
    latestMs = Math.max(latestMs, ...meanwhile.map((other) => other.at - at))
  }
  return { sent, latestMs }
}
