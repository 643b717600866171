import { eq } from 'drizzle-orm'
import { withinOrganisation, type Db } from '../../db/client.ts'
import { conversations, organisations } from '../../db/schema.ts'
import type { MasterKey } from '../../db/sealing.ts'
import { AppError } from '../app-error.ts'
import type { Store } from '../store.ts'
import { texts, type Locale } from '../texts.ts'
import { digestOf, newToken, openConversation, type OpenConversation } from './conversation.ts'
import { append, type Message } from './messages.ts'

export type Started = { id: string; token: string; messages: Message[] }

export type Organisation = typeof organisations.$inferSelect

const SLUG = /^[\w-]{1,100}$/u

/** The organisation under this name in the address of its chat. */
export async function organisationNamed(db: Db, slug: string): Promise<Organisation> {
  const [organisation] = SLUG.test(slug)
    ? await db.select().from(organisations).where(eq(organisations.slug, slug))
    : []
  if (!organisation) throw new AppError('organisation.not_found')
  return organisation
}

/** The first words of every conversation: that it is a computer, and that there are people. */
export function welcome({ name }: { name: string }, locale: Locale): string {
  return texts(locale)('chat.welcome', { organisation: name })
}

/** Begins a conversation in the widget; who holds its token is the client. */
export async function start({ db, masterKey }: Store, slug: string, locale: Locale): Promise<Started> {
  const organisation = await organisationNamed(db, slug)
  const token = newToken(organisation.id)
  return withinOrganisation(db, organisation.id, async (tx) => {
    const open = await begin(tx, masterKey, organisation, { locale, tokenDigest: digestOf(token) })
    return { id: open.conversation.id, token, messages: open.added }
  })
}

/** Begins a conversation within the organisation of the transaction, with the assistant's first words in it. */
export async function begin(
  tx: Db,
  masterKey: MasterKey,
  organisation: { id: string; name: string },
  values: { locale: Locale } & Partial<typeof conversations.$inferInsert>,
  firstWords = welcome(organisation, values.locale),
): Promise<OpenConversation> {
  const [begun] = await tx
    .insert(conversations)
    .values({ ...values, organisationId: organisation.id })
    .returning({ id: conversations.id })
  const open = await openConversation(tx, masterKey, eq(conversations.id, begun!.id))
  if (!open) throw new Error('a conversation that was just begun is not there')
  await append(open, [{ author: 'assistant', content: { text: firstWords } }])
  return open
}
