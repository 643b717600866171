import { describe, expect, it, onTestFinished } from 'vitest'
import { startServer } from '../support/server-process.ts'
import { fakeTelegram } from '../support/fake-telegram.ts'
import { allAnswered, expectArrived } from './arrivals.ts'
import { freePort } from './mortal-server.ts'
import { correspondents, write } from './people.ts'
import { kinds } from './places.ts'
import { newChance } from './random.ts'
import { report } from './report.ts'
import { PATIENCE_MS, sizes } from './size.ts'

const SECRET = 'een-geheim'

describe.each(kinds)('a webhook on $name', ({ name, newPlace }) => {
  it(
    'that gets one update many times at once stores one message and gives one reply',
    async ({ signal }) => {
      const telegram = await fakeTelegram()
      onTestFinished(() => telegram.close())
      const port = await freePort(newChance())
      const url = `http://127.0.0.1:${port}`
      const place = await newPlace()
      const server = await startServer({
        ...place,
        PORT: String(port),
        PUBLIC_URL: url,
        TELEGRAM_BOT_TOKEN: telegram.token,
        TELEGRAM_API_ROOT: telegram.apiRoot,
        TELEGRAM_WEBHOOK_SECRET: SECRET,
      })
      onTestFinished(() => server.stop())
      await telegram.until(() => telegram.webhook())

      const people = await correspondents(telegram, 1)
      const body = JSON.stringify(write(people[0]!))
      const began = performance.now()
      const replay = () =>
        fetch(telegram.webhook()!.url, {
          method: 'POST',
          body,
          headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRET },
        })
      const answers = await Promise.all(Array.from({ length: sizes.replays }, replay))
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
      const seconds = (performance.now() - began) / 1000
      await allAnswered(people, signal)
      await server.stop()
      expect(await expectArrived(place, telegram, people)).toEqual({ replies: 2, again: 0, uncertain: 0 })
      report(`${name}: one update ${sizes.replays} times at once`, {
        stored: 'one message, one reply, which arrived once',
        took: `${seconds.toFixed(1)} s`,
      })
    },
    PATIENCE_MS,
  )
})
