import type { Context } from 'hono'
import { z } from 'zod'
import type { Services } from '../app.ts'
import { noSuchClient } from '../clients/client.ts'
import {
  changeAim,
  endSupportQuestion,
  noSuchQuestion,
  reopenSupportQuestion,
  startSupportQuestion,
  supportQuestionsOf,
} from '../contacts/support-questions.ts'
import { bodyAs } from './body.ts'
import { day } from './day.ts'
import { staffOf } from './permissions.ts'

const text = z.string().trim().min(1).max(20_000)

function idOf(c: Context): string {
  const id = z.uuid().safeParse(c.req.param('id'))
  if (!id.success) throw noSuchQuestion()
  return id.data
}

export async function listSupportQuestions(c: Context, services: Services): Promise<Response> {
  const id = z.uuid().safeParse(c.req.param('id'))
  if (!id.success) throw noSuchClient()
  return c.json({ questions: await supportQuestionsOf(services, staffOf(c), id.data) })
}

const startSchema = z.strictObject({ clientId: z.uuid(), startedOn: day, aim: text })

export async function addSupportQuestion(c: Context, services: Services): Promise<Response> {
  const started = await bodyAs(c, startSchema)
  return c.json({ questions: await startSupportQuestion(services, staffOf(c), started) }, 201)
}

const aimSchema = z.strictObject({ aim: text })

export async function putAim(c: Context, services: Services): Promise<Response> {
  const { aim } = await bodyAs(c, aimSchema)
  return c.json({ questions: await changeAim(services, staffOf(c), idOf(c), aim) })
}

const endSchema = z.strictObject({ endedOn: day, evaluation: text, isEvaluatedWithClient: z.boolean() })

export async function closeSupportQuestion(c: Context, services: Services): Promise<Response> {
  const ending = await bodyAs(c, endSchema)
  return c.json({ questions: await endSupportQuestion(services, staffOf(c), idOf(c), ending) })
}

export async function resumeSupportQuestion(c: Context, services: Services): Promise<Response> {
  return c.json({ questions: await reopenSupportQuestion(services, staffOf(c), idOf(c)) })
}
