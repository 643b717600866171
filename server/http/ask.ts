import type { Context } from 'hono'
import { z } from 'zod'
import { replyTo } from '../answers/reply.ts'
import { AppError } from '../app-error.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import type { Services } from '../app.ts'
import { locales } from '../texts.ts'
import { bodyAs } from './body.ts'

const MOST_TURNS = 100
const LONGEST_TURN = 20_000
/** A text that is longer takes the work of several questions, and counts for as many. */
const LETTERS_OF_ONE_QUESTION = 1000

const askSchema = z.strictObject({
  turns: z.array(z.string().max(LONGEST_TURN)).min(1).max(MOST_TURNS),
  agreement: z.string().nullish(),
  municipality: z.string().nullish(),
  locale: z.enum(locales).default('nl'),
})

/** `POST /api/v1/ask`: one question, no conversation stored. */
export async function ask(c: Context, { assistant, limits }: Services): Promise<Response> {
  const { turns, agreement = null, municipality = null, locale } = await bodyAs(c, askSchema)
  limits.stranger(c.get('address'), Math.floor(turns.join('').length / LETTERS_OF_ONE_QUESTION))
  const engine = assistant.engine()
  if (agreement !== null && !engine.knowledge.sources.some(({ id }) => id === agreement)) {
    throw new AppError('agreement.unknown')
  }
  return c.json(
    replyTo(engine, { turns, agreement, municipality, today: todayInAmsterdam(assistant.now()), locale }),
  )
}
