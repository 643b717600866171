import type { Context } from 'hono'
import { z } from 'zod'
import { contactChannel, conversationResult } from '../../db/schema.ts'
import type { Services } from '../app.ts'
import { noSuchClient } from '../clients/client.ts'
import { noSuchContact } from '../contacts/contact.ts'
import { confirm, correct, remove } from '../contacts/correct.ts'
import { showContact } from '../contacts/explained.ts'
import { dayOfContact } from '../contacts/day.ts'
import { contactsOf, draftsFor } from '../contacts/listing.ts'
import { previewContact } from '../contacts/preview.ts'
import { registerContact } from '../contacts/register.ts'
import { readCase } from '../desk/open-case.ts'
import { bodyAs, wholeQueryAs } from './body.ts'
import { localMoment } from './day.ts'
import { staffOf } from './permissions.ts'

const LONGEST_TEXT = 20_000
const MOST_MINUTES = 100_000
const text = z.string().max(LONGEST_TEXT).nullable().optional()
const name = z.string().trim().min(1).max(100).nullable().optional()

/** What a person says of a contact, wherever it takes place; the verbs know what it may be. */
export const saidOfContact = {
  minutes: z.int().min(0).max(MOST_MINUTES),
  service: z.string().max(100).nullable(),
  topic: name,
  municipality: name,
  supportQuestionId: z.uuid().nullable().optional(),
  note: text,
  reason: text,
}

const input = {
  ...saidOfContact,
  clientId: z.uuid().nullable(),
  channel: z.enum(contactChannel.enumValues),
  startedAt: localMoment,
  result: z.enum(conversationResult.enumValues).nullable().optional(),
}

function idOf(c: Context): string {
  const id = z.uuid().safeParse(c.req.param('id'))
  if (!id.success) throw noSuchContact()
  return id.data
}

const newSchema = z.strictObject({
  ...input,
  id: z.uuid(),
  channel: z.enum(['phone', 'mail', 'video', 'visit']),
  measuredMinutes: z.int().min(0).max(MOST_MINUTES).nullable().optional(),
})

export async function addContact(c: Context, services: Services): Promise<Response> {
  return c.json(await registerContact(services, staffOf(c), await bodyAs(c, newSchema)), 201)
}

export async function readContact(c: Context, services: Services): Promise<Response> {
  return c.json(await showContact(services, staffOf(c), idOf(c)))
}

const changeSchema = z.strictObject({ ...input, version: z.int().min(1) })

export async function confirmContact(c: Context, services: Services): Promise<Response> {
  const id = idOf(c)
  await confirm(services, staffOf(c), id, await bodyAs(c, changeSchema))
  return readContact(c, services)
}

export async function correctContact(c: Context, services: Services): Promise<Response> {
  const id = idOf(c)
  await correct(services, staffOf(c), id, await bodyAs(c, changeSchema))
  return readContact(c, services)
}

const removalSchema = z.strictObject({ version: z.int().min(1), reason: z.string().max(LONGEST_TEXT) })

export async function removeContact(c: Context, services: Services): Promise<Response> {
  const id = idOf(c)
  await remove(services, staffOf(c), id, await bodyAs(c, removalSchema))
  return readContact(c, services)
}

export async function listDrafts(c: Context, services: Services): Promise<Response> {
  return c.json(await draftsFor(services, staffOf(c)))
}

export async function showDay(c: Context, services: Services): Promise<Response> {
  const id = z.uuid().optional()
  const topic = z.string().max(100).optional()
  const asked = wholeQueryAs(c, { at: localMoment, client: id, except: id, question: id, topic })
  const { client: clientId = null, question: supportQuestionId, ...rest } = asked
  return c.json(await dayOfContact(services, staffOf(c), { ...rest, clientId, supportQuestionId }))
}

export async function listContactsOfClient(c: Context, services: Services): Promise<Response> {
  const id = z.uuid().safeParse(c.req.param('id'))
  if (!id.success) throw noSuchClient()
  return c.json(await contactsOf(services, staffOf(c), id.data))
}

/** What the contact of a conversation will be, for the form that closes it. */
export async function showContactOfCase(c: Context, services: Services): Promise<Response> {
  const id = c.req.param('id') ?? ''
  const contact = await readCase(services, staffOf(c), id, (open) =>
    previewContact(open, services, new Date()),
  )
  return c.json({ contact })
}
