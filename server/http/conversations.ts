import type { Context } from 'hono'
import { z } from 'zod'
import type { Services } from '../app.ts'
import { accessWith } from '../conversations/conversation.ts'
import { erase } from '../conversations/erase.ts'
import { publicOrganisations } from '../conversations/organisations.ts'
import { ownMessages } from '../conversations/own-messages.ts'
import { askForPerson, receive } from '../conversations/receive.ts'
import { start } from '../conversations/start.ts'
import { locales } from '../texts.ts'
import { bodyAs, queryAs } from './body.ts'

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

const afterSchema = z.coerce.number().int().min(0).max(2_147_483_647).default(0)

export async function listOrganisations(c: Context, { db }: Services): Promise<Response> {
  return c.json({ organisations: await publicOrganisations(db) })
}

export async function startConversation(c: Context, { db, masterKey }: Services): Promise<Response> {
  const { organisation, locale } = await bodyAs(c, startSchema)
  return c.json(await start(db, masterKey, organisation, locale), 201)
}

export async function sendMessage(c: Context, { db, masterKey, assistant }: Services): Promise<Response> {
  const incoming = await bodyAs(c, messageSchema)
  return c.json({ messages: await receive(db, masterKey, clientOf(c), assistant, incoming) })
}

export async function readMessages(c: Context, { db, masterKey }: Services): Promise<Response> {
  return c.json({
    messages: await ownMessages(
      db,
      masterKey,
      clientOf(c),
      queryAs(afterSchema, 'after', c.req.query('after')),
    ),
  })
}

export async function requestHandoff(c: Context, { db, masterKey }: Services): Promise<Response> {
  return c.json({ messages: await askForPerson(db, masterKey, clientOf(c)) })
}

export async function eraseConversation(c: Context, { db, masterKey }: Services): Promise<Response> {
  await erase(db, masterKey, clientOf(c))
  return c.body(null, 204)
}

function clientOf(c: Context) {
  const [, token] = /^Bearer (\S+)$/u.exec(c.req.header('authorization') ?? '') ?? []
  return accessWith(c.req.param('id') ?? '', token)
}
