import { asc, eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { organisations } from '../../db/schema.ts'
import { AppError } from '../app-error.ts'
import type { OpenChat } from './open-chat.ts'

/** What a chat needs to know of an organisation. */
export type Organisation = { id: string; slug: string; name: string }

const { id, slug, name } = organisations

/** The organisations that somebody can choose from. */
export function organisationChoices(db: Db): Promise<Organisation[]> {
  return db.select({ id, slug, name }).from(organisations).orderBy(asc(name))
}

/** The organisation that the chat is with. */
export async function organisationOf({ tx, chat }: OpenChat): Promise<Organisation> {
  const [organisation] = await tx
    .select({ id, slug, name })
    .from(organisations)
    .where(eq(id, chat.organisationId!))
  if (!organisation) throw new AppError('organisation.not_found')
  return organisation
}
