import type { Context } from 'hono'
import { z } from 'zod'
import type { Services } from '../app.ts'
import { accountOf } from '../conversations/account.ts'
import { giveContact } from '../conversations/contact.ts'
import { giveFeedback } from '../conversations/feedback.ts'
import { follow } from '../conversations/follow.ts'
import type { Event } from '../conversations/news.ts'
import { ownMessages } from '../conversations/own-messages.ts'
import { rate } from '../conversations/rate.ts'
import { start } from '../conversations/start.ts'
import { withdraw } from '../conversations/withdraw.ts'
import { erase } from '../privacy/erase-conversation.ts'
import { hear } from '../privacy/in-chat.ts'
import { locales } from '../texts.ts'
import { accountPage, asKeptPage } from './account-page.ts'
import { bodyAs, queryAs } from './body.ts'
import { clientOf } from './client.ts'
import type { Told } from './event-streams.ts'

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
const LONGEST_DETAIL = 200
const detail = z.string().max(LONGEST_DETAIL)
/** Without a name of its own the wish for a person is the same wish for as long as it is waited for. */
const handoffSchema = z.strictObject({
  clientMessageId: clientMessageId.optional(),
  name: detail.nullish(),
  reach: detail.nullish(),
})
const contactSchema = z.strictObject({ name: detail.nullable(), reach: detail.nullable() })
const LONGEST_COMMENT = 2000
const ratingSchema = z.strictObject({
  score: z.int().min(1).max(5),
  comment: z.string().max(LONGEST_COMMENT).optional(),
})

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
  services.limits.start(c.get('address'), organisation)
  await services.origins.requireFor(c, organisation)
  return c.json(await start(services, organisation, locale), 201)
}

export async function sendMessage(c: Context, services: Services): Promise<Response> {
  const incoming = await bodyAs(c, messageSchema)
  return c.json({ messages: await hear(services, clientOf(c), services.assistant, incoming) })
}

export async function readMessages(c: Context, services: Services): Promise<Response> {
  const after = queryAs(afterSchema, 'after', c.req.query('after'))
  return c.json(await ownMessages(services, clientOf(c), after))
}

/** What comes after a message, as server-sent events; a browser that connects again names the last one it had. */
export async function followConversation(c: Context, services: Services): Promise<Response> {
  const last = c.req.header('last-event-id') ?? c.req.query('after')
  const after = queryAs(afterSchema, 'after', last)
  const access = clientOf(c)
  // Who asks for the head alone would never call off what he follows.
  if (c.req.method === 'HEAD') return c.body(null, 200, { 'content-type': 'text/event-stream' })
  return services.streams.open((tell) =>
    follow(services, access, { seq: after, tell: (events) => tell(toldOf(events)) }),
  )
}

/** Many followers are told one and the same list: it is turned into events of a stream once. */
const alreadyTold = new WeakMap<readonly Event[], Told[]>()

function toldOf(events: readonly Event[]): Told[] {
  const told = alreadyTold.get(events) ?? events.map(asTold)
  alreadyTold.set(events, told)
  return told
}

function asTold(event: Event): Told {
  if (event.type === 'message') return { event: 'message', data: event.message, id: event.message.seq }
  if (event.type === 'erased') return { event: 'erased', data: {}, isLast: true }
  const { type, ...data } = event
  return { event: type, data }
}

export async function requestHandoff(c: Context, services: Services): Promise<Response> {
  const hasBody = (await c.req.text()) !== ''
  const wish = hasBody ? await bodyAs(c, handoffSchema) : handoffSchema.parse({})
  const { name, reach } = wish
  const isUnnamed = wish.clientMessageId === undefined
  const incoming = {
    clientMessageId: wish.clientMessageId ?? UNNAMED_WISH,
    wantsPerson: true,
    isUnnamed,
  } as const
  const messages = await hear(services, clientOf(c), services.assistant, incoming)
  if (name || reach)
    await giveContact(services, clientOf(c), { ...(name && { name }), ...(reach && { reach }) })
  return c.json({ messages })
}

export async function withdrawHandoff(c: Context, services: Services): Promise<Response> {
  return c.json({ messages: await withdraw(services, clientOf(c)) })
}

export async function putContact(c: Context, services: Services): Promise<Response> {
  await giveContact(services, clientOf(c), await bodyAs(c, contactSchema))
  return c.body(null, 204)
}

export async function giveRating(c: Context, services: Services): Promise<Response> {
  const { score, comment } = await bodyAs(c, ratingSchema)
  await rate(services, clientOf(c), services.assistant, { score, ...(comment !== undefined && { comment }) })
  return c.json({ score, comment: comment ?? null })
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
  return format === 'html' ? asKeptPage(c, accountPage(account)) : c.json(account)
}

export async function eraseConversation(c: Context, services: Services): Promise<Response> {
  await erase(services, clientOf(c))
  return c.body(null, 204)
}
