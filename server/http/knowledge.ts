import type { Context } from 'hono'
import { z } from 'zod'
import type { Services } from '../app.ts'
import { listEntries, showAgreement, showEntry } from '../knowledge/entries.ts'
import { gapsOf } from '../knowledge/gaps.ts'
import { historyOf } from '../knowledge/history.ts'
import { ownVersionSchema } from '../knowledge/knowledge.ts'
import { publish, restore } from '../knowledge/publish.ts'
import { check, preview } from '../knowledge/try-out.ts'
import { bodyAs, wholeQueryAs } from './body.ts'
import { day } from './day.ts'
import { staffOf } from './permissions.ts'

const edited = ownVersionSchema.omit({ id: true }).extend({ name: ownVersionSchema.shape.id.nullable() })
const basedOn = z.int().min(0)
const toPublish = edited.extend({ basedOn })
const toRestore = z.strictObject({ version: z.int().min(0), basedOn })
const period = { from: day.optional(), to: day.optional() }
const filters = {
  q: z.string().max(200).optional(),
  topic: z.string().max(60).optional(),
  agreement: z.string().max(60).optional(),
  standing: z.enum(['own', 'common', 'silent']).optional(),
}

const nameOf = (c: Context) => c.req.param('name') ?? ''

export async function listKnowledge(c: Context, services: Services): Promise<Response> {
  const { engine, now } = services.assistant
  return c.json(await listEntries(services, staffOf(c), engine(), wholeQueryAs(c, filters), now()))
}

export async function listGaps(c: Context, services: Services): Promise<Response> {
  const { engine, now } = services.assistant
  return c.json(await gapsOf(services, staffOf(c), engine(), wholeQueryAs(c, period), now()))
}

export async function showKnowledge(c: Context, services: Services): Promise<Response> {
  const { engine, now } = services.assistant
  return c.json(await showEntry(services, staffOf(c), engine(), nameOf(c), now()))
}

export async function showAgreementText(c: Context, services: Services): Promise<Response> {
  const { engine, now } = services.assistant
  return c.json(await showAgreement(services, staffOf(c), engine(), c.req.param('id') ?? '', now()))
}

export async function checkKnowledge(c: Context, services: Services): Promise<Response> {
  const { engine, now } = services.assistant
  return c.json({ faults: await check(services, staffOf(c), engine(), await bodyAs(c, edited), now()) })
}

export async function previewKnowledge(c: Context, services: Services): Promise<Response> {
  const { engine, now } = services.assistant
  return c.json(await preview(services, staffOf(c), engine(), await bodyAs(c, edited), now()))
}

export async function publishKnowledge(c: Context, services: Services): Promise<Response> {
  const engine = services.assistant.engine()
  return c.json(await publish(services, staffOf(c), engine, await bodyAs(c, toPublish)), 201)
}

export async function listVersions(c: Context, services: Services): Promise<Response> {
  return c.json({ versions: await historyOf(services, staffOf(c), services.assistant.engine(), nameOf(c)) })
}

export async function restoreKnowledge(c: Context, services: Services): Promise<Response> {
  const wanted = { ...(await bodyAs(c, toRestore)), name: nameOf(c) }
  return c.json(await restore(services, staffOf(c), services.assistant.engine(), wanted), 201)
}
