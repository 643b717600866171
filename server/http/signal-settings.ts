import type { Context } from 'hono'
import { z } from 'zod'
import type { Services } from '../app.ts'
import {
  addAcuteContact,
  changeAcuteContact,
  noSuchContact,
  removeAcuteContact,
} from '../signals/acute-contacts.ts'
import { addCategory, changeCategory, noSuchCategory } from '../signals/categories.ts'
import { bodyAs } from './body.ts'
import { staffOf } from './permissions.ts'
import { telephone } from './signals.ts'

const name = z.string().trim().min(1).max(100)
const newCategory = z.strictObject({ kind: z.enum(['signal', 'complaint']), name })
const category = z.strictObject({ name, isArchived: z.boolean() })

const idOf = (c: Context, missing: () => Error): string => {
  const id = z.uuid().safeParse(c.req.param('id'))
  if (!id.success) throw missing()
  return id.data
}

export async function createCategory(c: Context, services: Services): Promise<Response> {
  return c.json(await addCategory(services, staffOf(c), await bodyAs(c, newCategory)), 201)
}

export async function updateCategory(c: Context, services: Services): Promise<Response> {
  const id = idOf(c, noSuchCategory)
  return c.json(await changeCategory(services, staffOf(c), id, await bodyAs(c, category)))
}

const contact = z
  .strictObject({
    zorgkantoor: z.string().trim().min(1).max(200),
    name,
    phone: telephone.nullable(),
    email: z.email().max(200).nullable(),
  })
  .refine(({ phone, email }) => phone ?? email, { path: ['phone'] })

export async function createAcuteContact(c: Context, services: Services): Promise<Response> {
  return c.json(await addAcuteContact(services, staffOf(c), await bodyAs(c, contact)), 201)
}

export async function updateAcuteContact(c: Context, services: Services): Promise<Response> {
  const id = idOf(c, noSuchContact)
  return c.json(await changeAcuteContact(services, staffOf(c), id, await bodyAs(c, contact)))
}

export async function deleteAcuteContact(c: Context, services: Services): Promise<Response> {
  await removeAcuteContact(services, staffOf(c), idOf(c, noSuchContact))
  return c.body(null, 204)
}
