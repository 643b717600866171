import type { Context } from 'hono'
import { z } from 'zod'
import { consentGiver, consentPurpose, law } from '../../db/schema.ts'
import type { Services } from '../app.ts'
import { changeClient } from '../clients/change.ts'
import { noSuchClient } from '../clients/client.ts'
import { recordConsent, withdrawConsent } from '../clients/consents.ts'
import { createClient, lookUp } from '../clients/create.ts'
import { showClient } from '../clients/file.ts'
import { findClients } from '../clients/find.ts'
import { mergeClients, undoMerge } from '../clients/merge.ts'
import { municipalitiesLike } from '../clients/municipality.ts'
import { representativeKinds } from '../clients/representative.ts'
import { reckon } from '../contacts/reckon.ts'
import { showCase } from '../desk/case.ts'
import { linkClient } from '../desk/link-client.ts'
import { bodyAs, queryAs } from './body.ts'
import { day } from './day.ts'
import { staffOf } from './permissions.ts'

const LONGEST_SEARCH = 200
const name = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/\p{L}{2}/u)
const reach = z.string().trim().max(500).nullable()
/** Whether somebody can be of that age is for the verbs to say. */
const birthDate = z.iso.date()

const personSchema = z.strictObject({ name, birthDate })

const about = {
  name,
  birthDate,
  law: z.enum(law.enumValues),
  municipality: z.string().trim().min(1).max(100).nullable(),
  indicationFrom: day.nullable(),
  indicationUntil: day.nullable(),
  reach,
  representative: z.strictObject({ kind: z.enum(representativeKinds), name, reach }).nullable(),
}
const required = { name: true, birthDate: true, law: true } as const

/** An id as this address has it; one that is none is not found. */
function idOf(c: Context, at = 'id'): string {
  const id = z.uuid().safeParse(c.req.param(at))
  if (!id.success) throw noSuchClient()
  return id.data
}

async function asFile(
  c: Context,
  services: Services,
  id: string,
  status: 200 | 201 = 200,
): Promise<Response> {
  return c.json(await showClient(services, staffOf(c), services.assistant.engine(), id), status)
}

const searchSchema = z.strictObject({
  q: z.string().trim().max(LONGEST_SEARCH).default(''),
  cursor: z.int().min(1).max(2_147_483_647).nullable().default(null),
})

/** Asked in a body: a name and a day of birth do not belong in an address, which is written down everywhere. */
export async function searchClients(c: Context, services: Services): Promise<Response> {
  return c.json(await findClients(services, staffOf(c), await bodyAs(c, searchSchema)))
}

/** Asked in a body, as a search is. */
export async function lookUpClient(c: Context, services: Services): Promise<Response> {
  return c.json(await lookUp(services, staffOf(c), await bodyAs(c, personSchema)))
}

const newSchema = z
  .strictObject({ ...about, isNew: z.boolean() })
  .partial()
  .required(required)

export async function addClient(c: Context, services: Services): Promise<Response> {
  const wanted = await bodyAs(c, newSchema)
  const { id } = await createClient(services, staffOf(c), services.assistant.engine(), wanted)
  return asFile(c, services, id, 201)
}

export async function readClient(c: Context, services: Services): Promise<Response> {
  return asFile(c, services, idOf(c))
}

const changesSchema = z.strictObject(about).partial()

export async function updateClient(c: Context, services: Services): Promise<Response> {
  const id = idOf(c)
  const changes = await bodyAs(c, changesSchema)
  await changeClient(services, staffOf(c), { engine: services.assistant.engine(), reckon }, id, changes)
  return asFile(c, services, id)
}

const consentSchema = z.strictObject({
  purpose: z.enum(consentPurpose.enumValues),
  givenBy: z.enum(consentGiver.enumValues),
  givenOn: day,
  isFormOnFile: z.boolean(),
})

export async function addConsent(c: Context, services: Services): Promise<Response> {
  const id = idOf(c)
  await recordConsent(services, staffOf(c), id, await bodyAs(c, consentSchema))
  return asFile(c, services, id, 201)
}

const withdrawalSchema = z.strictObject({ withdrawnOn: day })

export async function endConsent(c: Context, services: Services): Promise<Response> {
  const id = idOf(c)
  const { withdrawnOn } = await bodyAs(c, withdrawalSchema)
  await withdrawConsent(services, staffOf(c), id, { consentId: idOf(c, 'consentId'), withdrawnOn })
  return asFile(c, services, id)
}

const mergeSchema = z.strictObject({ intoId: z.uuid(), reason: z.string().trim().min(1).max(2000) })

export async function mergeClient(c: Context, services: Services): Promise<Response> {
  const clientId = idOf(c)
  await mergeClients(services, staffOf(c), reckon, { clientId, ...(await bodyAs(c, mergeSchema)) })
  return asFile(c, services, clientId, 201)
}

export async function unmergeClient(c: Context, services: Services): Promise<Response> {
  const clientId = idOf(c)
  await undoMerge(services, staffOf(c), reckon, { clientId, mergeId: idOf(c, 'mergeId') })
  return asFile(c, services, clientId)
}

const linkSchema = z.strictObject({ clientId: z.uuid().nullable() })

export async function putClientOfCase(c: Context, services: Services): Promise<Response> {
  const { clientId } = await bodyAs(c, linkSchema)
  const id = c.req.param('id') ?? ''
  await linkClient(services, staffOf(c), id, clientId)
  return c.json(await showCase(services, staffOf(c), services.assistant.engine(), id))
}

export async function listMunicipalities(c: Context, services: Services): Promise<Response> {
  const q = queryAs(z.string().max(LONGEST_SEARCH).default(''), 'q', c.req.query('q'))
  return c.json({ municipalities: municipalitiesLike(services.assistant.engine(), q) })
}
