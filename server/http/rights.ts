import type { Context } from 'hono'
import { z } from 'zod'
import { rightsAnswerWay, rightsDecision, rightsKind, rightsVia } from '../../db/schema.ts'
import type { Services } from '../app.ts'
import { answerRequest } from '../privacy/answer.ts'
import { copyFor } from '../privacy/copy.ts'
import {
  decide,
  executeErasure,
  identify,
  linkRequest,
  markExecuted,
  recordRequest,
} from '../privacy/handle.ts'
import { noSuchRequest } from '../privacy/requests.ts'
import { showRequest, workList } from '../privacy/work-list.ts'
import { bodyAs, queryAs } from './body.ts'
import { asKeptPage } from './account-page.ts'
import { copyPage } from './copy-page.ts'
import { day } from './day.ts'
import { staffOf } from './permissions.ts'

const LONGEST_TEXT = 4000
const text = z.string().trim().min(1).max(LONGEST_TEXT)
const detail = z.string().trim().max(200).nullable().default(null)

const receivedSchema = z.strictObject({
  kind: z.enum(rightsKind.enumValues),
  via: z.enum(rightsVia.enumValues),
  receivedOn: day,
  conversationId: z.uuid().nullish(),
  clientId: z.uuid().nullish(),
  words: text,
  name: detail,
  reach: detail,
})
const clientSchema = z.strictObject({ clientId: z.uuid() })
const identitySchema = z.strictObject({ how: text })
const decisionSchema = z.strictObject({ decision: z.enum(rightsDecision.enumValues), reason: text })
const answerSchema = z.strictObject({ text, via: z.enum(rightsAnswerWay.enumValues) })
const shownSchema = z.enum(['open', 'done']).default('open')
const formatSchema = z.enum(['json', 'html']).default('html')

function idOf(c: Context): string {
  const id = z.uuid().safeParse(c.req.param('id'))
  if (!id.success) throw noSuchRequest()
  return id.data
}

export async function listRights(c: Context, services: Services): Promise<Response> {
  const isDone = queryAs(shownSchema, 'shown', c.req.query('shown')) === 'done'
  return c.json(await workList(services, staffOf(c), { isDone }))
}

export async function addRights(c: Context, services: Services): Promise<Response> {
  const { conversationId = null, clientId = null, ...received } = await bodyAs(c, receivedSchema)
  return c.json(await recordRequest(services, staffOf(c), { ...received, conversationId, clientId }), 201)
}

export async function showRights(c: Context, services: Services): Promise<Response> {
  return c.json(await showRequest(services, staffOf(c), idOf(c)))
}

export async function putRightsClient(c: Context, services: Services): Promise<Response> {
  const { clientId } = await bodyAs(c, clientSchema)
  return c.json(await linkRequest(services, staffOf(c), idOf(c), clientId))
}

export async function putRightsIdentity(c: Context, services: Services): Promise<Response> {
  const { how } = await bodyAs(c, identitySchema)
  return c.json(await identify(services, staffOf(c), idOf(c), how))
}

export async function decideRights(c: Context, services: Services): Promise<Response> {
  return c.json(await decide(services, staffOf(c), idOf(c), await bodyAs(c, decisionSchema)))
}

export async function answerRights(c: Context, services: Services): Promise<Response> {
  return c.json(await answerRequest(services, staffOf(c), idOf(c), await bodyAs(c, answerSchema)))
}

export async function executeRights(c: Context, services: Services): Promise<Response> {
  return c.json(await markExecuted(services, staffOf(c), idOf(c)))
}

export async function eraseFile(c: Context, services: Services): Promise<Response> {
  return c.json(await executeErasure(services, staffOf(c), idOf(c)))
}

/** Posted, because making it counts as giving it. */
export async function copyRights(c: Context, services: Services): Promise<Response> {
  const format = queryAs(formatSchema, 'format', c.req.query('format'))
  const { copy, request } = await copyFor(services, staffOf(c), idOf(c))
  c.header('Content-Disposition', `attachment; filename="gegevens-${request.number}.${format}"`)
  return format === 'html' ? asKeptPage(c, copyPage(copy)) : c.json(copy)
}
