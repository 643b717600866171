import type { Context } from 'hono'
import { z } from 'zod'
import type { Services } from '../app.ts'
import { showCase } from '../desk/case.ts'
import { claim } from '../desk/claim.ts'
import { close, reopen } from '../desk/close.ts'
import { keepDraft } from '../desk/draft.ts'
import { handBack } from '../desk/hand-back.ts'
import { addNote } from '../desk/note.ts'
import { lookAt } from '../desk/presence.ts'
import { refer, referrals } from '../desk/refer.ts'
import { reply } from '../desk/reply.ts'
import { snooze } from '../desk/snooze.ts'
import { suggest } from '../desk/suggestions.ts'
import { transfer } from '../desk/transfer.ts'
import { bodyAs, queryAs } from './body.ts'
import { localMoment } from './day.ts'
import { saidOfContact } from './contacts.ts'
import { staffOf } from './permissions.ts'

const LONGEST_TEXT = 20_000
const text = z.string().trim().min(1).max(LONGEST_TEXT)

const idOf = (c: Context) => c.req.param('id') ?? ''

/** The conversation as it now stands, which is the answer to everything that is done with it. */
async function asCase(c: Context, services: Services): Promise<Response> {
  return c.json(await showCase(services, staffOf(c), services.assistant.engine(), idOf(c)))
}

export const readCase = asCase

export async function claimCase(c: Context, services: Services): Promise<Response> {
  await claim(services, staffOf(c), idOf(c))
  return asCase(c, services)
}

const seenSeq = z.int().min(0).max(2_147_483_647).optional()
const replySchema = z.strictObject({
  clientMessageId: z.string().regex(/^[\x21-\x7e]{1,80}$/u),
  text,
  seenSeq,
})

export async function replyToClient(c: Context, services: Services): Promise<Response> {
  const { seenSeq: seen, ...said } = await bodyAs(c, replySchema)
  const shown = seen === undefined ? said : { ...said, seenSeq: seen }
  return c.json({ messages: await reply(services, staffOf(c), idOf(c), shown) })
}

const noteSchema = z.strictObject({ text, mentions: z.array(z.uuid()).max(50).default([]) })

export async function writeNote(c: Context, services: Services): Promise<Response> {
  const note = await bodyAs(c, noteSchema)
  return c.json(await addNote(services, staffOf(c), idOf(c), note), 201)
}

const transferSchema = z.strictObject({
  to: z.union([z.strictObject({ staffId: z.uuid() }), z.strictObject({ teamId: z.uuid() })]),
  reason: text,
})

export async function transferCase(c: Context, services: Services): Promise<Response> {
  const me = staffOf(c)
  await transfer(services, me, idOf(c), await bodyAs(c, transferSchema))
  return asCase(c, services)
}

export async function handCaseBack(c: Context, services: Services): Promise<Response> {
  await handBack(services, staffOf(c), idOf(c))
  return asCase(c, services)
}

const snoozeSchema = z.strictObject({ until: localMoment.nullable() })

export async function snoozeCase(c: Context, services: Services): Promise<Response> {
  const { until } = await bodyAs(c, snoozeSchema)
  await snooze(services, staffOf(c), idOf(c), until)
  return asCase(c, services)
}

const closeSchema = z.strictObject({
  result: z.enum(['answered', 'referred', 'withdrawn', 'unreachable', 'other']),
  note: text.optional(),
  seenSeq,
  /** What was done, to be registered at once. */
  contact: z.strictObject(saidOfContact).optional(),
})

export async function closeCase(c: Context, services: Services): Promise<Response> {
  const { result, note, seenSeq: seen, contact } = await bodyAs(c, closeSchema)
  await close(services, staffOf(c), idOf(c), {
    result,
    ...(note && { note }),
    ...(seen !== undefined && { seenSeq: seen }),
    ...(contact && { contact }),
  })
  return asCase(c, services)
}

export async function reopenCase(c: Context, services: Services): Promise<Response> {
  await reopen(services, staffOf(c), idOf(c))
  return asCase(c, services)
}

const referSchema = z.strictObject({ to: z.enum(referrals), text })

export async function referClient(c: Context, services: Services): Promise<Response> {
  await refer(services, staffOf(c), idOf(c), await bodyAs(c, referSchema))
  return asCase(c, services)
}

const draftSchema = z.strictObject({ text: z.string().max(LONGEST_TEXT) })

export async function putDraft(c: Context, services: Services): Promise<Response> {
  await keepDraft(services, staffOf(c), idOf(c), (await bodyAs(c, draftSchema)).text)
  return c.body(null, 204)
}

const presenceSchema = z.strictObject({ isTyping: z.boolean() })

export async function tellPresence(c: Context, services: Services): Promise<Response> {
  const { isTyping } = await bodyAs(c, presenceSchema)
  await lookAt(services, services.deskNews, staffOf(c), idOf(c), isTyping ? 'typing' : 'looking')
  return c.body(null, 204)
}

export async function leaveCase(c: Context, services: Services): Promise<Response> {
  await lookAt(services, services.deskNews, staffOf(c), idOf(c), 'left')
  return c.body(null, 204)
}

export async function showSuggestions(c: Context, services: Services): Promise<Response> {
  const words = queryAs(z.string().max(LONGEST_TEXT).default(''), 'text', c.req.query('text'))
  return c.json({ suggestions: await suggest(services, staffOf(c), services.assistant, idOf(c), words) })
}
