import { afterAll, beforeAll, expect, it } from 'vitest'
import { newChance } from '../support/chance.ts'
import { newPerson } from '../support/fake-telegram-people.ts'
import { productOnTelegram, SECRET, type ProductOnTelegram } from '../support/product-on-telegram.ts'
import { newProduct, type Product } from '../support/product.ts'
import { PATIENCE_MS, seed, sizes } from './size.ts'
import { faultIn } from './told.ts'
import { generateUpdate } from './updates.ts'

/** Far from the numbers that the fake of Telegram gives itself. */
const FIRST_ID = 5_000_000
const DOORS = ['/telegram/shared', '/telegram/zonl', '/telegram/magentazorg', '/telegram/nergens']

let base: Product
let running: ProductOnTelegram
const failures: unknown[] = []
beforeAll(async () => {
  base = await newProduct()
  running = await productOnTelegram(base, 'webhook', {
    assistant: { failed: (error) => void failures.push(error) },
  })
})
afterAll(async () => {
  await running.close()
  await base.close()
})

it(
  `${sizes.updates} generated updates are taken in or refused, and whoever writes after them is answered`,
  async () => {
    const chance = newChance(seed)
    const faults: string[] = []
    for (let id = 1; id <= sizes.updates; id++) {
      const body = JSON.stringify(generateUpdate(FIRST_ID + id, chance))
      const response = await running.product.app.request(DOORS[Math.floor(chance() * DOORS.length)]!, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-telegram-bot-api-secret-token': chance() < 0.98 ? SECRET : 'geraden',
        },
        body,
      })
      const fault = faultIn(response.status, await response.text(), [])
      if (fault) faults.push(`${fault}: ${body.slice(0, 600)}`)
    }
    expect(faults.slice(0, 10), `FUZZ_SEED=${seed}`).toEqual([])
    expect(failures, `FUZZ_SEED=${seed}`).toEqual([])
    const riet = newPerson(running.telegram)
    await riet.begins('zonl')
    riet.says('Wat is mijn opzegtermijn?')
    await riet.hears('30 dagen')
  },
  PATIENCE_MS,
)
