import type { Context } from 'hono'
import { z } from 'zod'
import type { Services } from '../app.ts'
import { accountOf } from '../conversations/account.ts'
import { erase } from '../conversations/erase.ts'
import { giveFeedback } from '../conversations/feedback.ts'
import { follow } from '../conversations/follow.ts'
import { ownMessages } from '../conversations/own-messages.ts'
import { receive } from '../conversations/receive.ts'
import { start } from '../conversations/start.ts'
import { locales } from '../texts.ts'
import { accountPage } from './account-page.ts'
import { bodyAs, queryAs } from './body.ts'
import { clientOf } from './client.ts'

const LONGEST_MESSAGE = 20_000

const startSchema = z.strictObject({
  organisation: z.string().regex(/^[\w-]{1,100}$/u),
  locale: z.enum(locales).default('nl'),
})

const clientMessageId = z.string().regex(/^[\x21-\x7e]{1,100}$/u)
const messageSchema = z.union([
  z.strictObject({ clientMessageId, text: z.string().max(LONGEST_MESSAGE) }),
  z.strictObject({ clientMessageId, choice: z.string().min(1) }),
])

/** No name that a client can give. */
const UNNAMED_WISH = 'wish for a person'
/** Without a name of its own the wish for a person is the same wish each time. */
const handoffSchema = z.strictObject({ clientMessageId: clientMessageId.default(UNNAMED_WISH) })

const seq = z.int().min(0).max(2_147_483_647)
const feedbackSchema = z.strictObject({ seq, helpful: z.boolean() })
const afterSchema = z
  .string()
  .regex(/^\d{1,10}$/u)
  .transform(Number)
  .pipe(seq)
  .default(0)
const formatSchema = z.enum(['json', 'html']).default('json')

export async function startConversation(c: Context, services: Services): Promise<Response> {
  const { organisation, locale } = await bodyAs(c, startSchema)
  services.limits(organisation)
  await services.origins.requireFor(c, organisation)
  return c.json(await start(services, organisation, locale), 201)
}

export async function sendMessage(c: Context, services: Services): Promise<Response> {
  const incoming = await bodyAs(c, messageSchema)
  return c.json({ messages: await receive(services, clientOf(c), services.assistant, incoming) })
}

export async function readMessages(c: Context, services: Services): Promise<Response> {
  const after = queryAs(afterSchema, 'after', c.req.query('after'))
  return c.json({ messages: await ownMessages(services, clientOf(c), after) })
}

/** What comes after a message, as server-sent events; a browser that connects again names the last one it had. */
export async function followConversation(c: Context, services: Services): Promise<Response> {
  const last = c.req.header('last-event-id') ?? c.req.query('after')
  const after = queryAs(afterSchema, 'after', last)
  const access = clientOf(c)
  // Who asks for the head alone would never call off what he follows.
  if (c.req.method === 'HEAD') return c.body(null, 200, { 'content-type': 'text/event-stream' })
  return services.streams.open(after, (follower) => follow(services, access, follower))
}

export async function requestHandoff(c: Context, services: Services): Promise<Response> {
  const hasBody = (await c.req.text()) !== ''
  const wish = hasBody ? await bodyAs(c, handoffSchema) : handoffSchema.parse({})
  const incoming = { ...wish, wantsPerson: true } as const
  return c.json({ messages: await receive(services, clientOf(c), services.assistant, incoming) })
}

export async function thumb(c: Context, services: Services): Promise<Response> {
  const given = await bodyAs(c, feedbackSchema)
  await giveFeedback(services, clientOf(c), given)
  return c.json(given)
}

export async function exportConversation(c: Context, services: Services): Promise<Response> {
  const format = queryAs(formatSchema, 'format', c.req.query('format'))
  const account = await accountOf(services, clientOf(c))
  c.header('Content-Disposition', `attachment; filename="wegwijs.${format}"`)
  return format === 'html' ? c.html(accountPage(account)) : c.json(account)
}

export async function eraseConversation(c: Context, services: Services): Promise<Response> {
  await erase(services, clientOf(c))
  return c.body(null, 204)
}
