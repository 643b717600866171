import type { Context } from 'hono'
import { z } from 'zod'
import type { Services } from '../app.ts'
import { publicOrganisations } from '../conversations/organisations.ts'
import { organisationNamed, welcome } from '../conversations/start.ts'
import { locales } from '../texts.ts'
import { queryAs } from './body.ts'

const localeSchema = z.enum(locales).default('nl')

export async function listOrganisations(c: Context, { db }: Services): Promise<Response> {
  return c.json({ organisations: await publicOrganisations(db) })
}

/** What the widget shows before anything has been written, and before anything is stored. */
export async function showOrganisation(c: Context, { db, origins }: Services): Promise<Response> {
  const slug = c.req.param('slug') ?? ''
  const locale = queryAs(localeSchema, 'locale', c.req.query('locale'))
  await origins.requireFor(c, slug)
  const organisation = await organisationNamed(db, slug)
  return c.json({ slug, name: organisation.name, welcome: welcome(organisation, locale) })
}
