import { describe, expect, it, onTestFinished } from 'vitest'
import { clientOf } from '../support/client.ts'
import { startServer } from '../support/server-process.ts'
import { converse, momentsIn } from './converse.ts'
import { killWhileStarting, startMortal } from './mortal-server.ts'
import { kinds, onPglite } from './places.ts'
import { newChance } from './random.ts'
import { figuresOf, report } from './report.ts'
import { PATIENCE_MS, sizes } from './size.ts'
import { expectStored } from './stored.ts'
import { doorOf } from './talk.ts'

const LONGEST_FIRST_START_MS = 4000

describe.each(kinds)('a server on $name', ({ name, load, newPlace }) => {
  it(
    'that is killed again and again loses nothing it acknowledged and answers nothing twice',
    async ({ signal }) => {
      const chance = newChance()
      const place = await newPlace()
      const server = await startMortal(place, chance)
      onTestFinished(() => server.stop())

      const conversed = await converse(server.url, load, { chance, signal }, async (until) => {
        for (const moment of momentsIn(load.clients * load.messagesEach, load.kills, chance)) {
          await until(moment)
          await server.killAndRestart()
        }
      })
      await server.stop()
      await expectStored(place, conversed.talks)
      report(`${name}: kill -9 at random moments (FAULT_SEED=${chance.seed})`, {
        kills: `${server.kills.underLoad} under load, ${server.kills.whileStarting} of a server that was starting`,
        ...figuresOf(conversed, load),
      })
    },
    PATIENCE_MS,
  )
})

it(
  'a first start that is cut off half-way does not stand in the way of the next',
  async ({ signal }) => {
    const chance = newChance()
    for (let n = 0; n < sizes.firstStarts; n++) {
      const place = await onPglite()
      await killWhileStarting({ ...place, PORT: '0' }, chance.below(LONGEST_FIRST_START_MS))
      const server = await startServer(place)
      onTestFinished(() => server.stop())
      expect((await clientOf(doorOf(server.url, signal)).start()).messages).toHaveLength(1)
      await server.stop()
    }
  },
  PATIENCE_MS,
)
