import { eq } from 'drizzle-orm'
import { withinOrganisation, type Db } from '../../db/client.ts'
import { conversations, organisations } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import { AppError } from '../app-error.ts'
import { texts, type Locale } from '../texts.ts'
import { digestOf, newToken, organisationKey } from './conversation.ts'
import { append, type Message } from './messages.ts'

export type Started = { id: string; token: string; messages: Message[] }

/** Begins a conversation with an organisation's assistant, which says first of all that it is a computer. */
export async function start(db: Db, masterKey: Key, slug: string, locale: Locale): Promise<Started> {
  const [organisation] = await db.select().from(organisations).where(eq(organisations.slug, slug))
  if (!organisation) throw new AppError('organisation.not_found')
  const token = newToken(organisation.id)
  return withinOrganisation(db, organisation.id, async (tx) => {
    const [conversation] = await tx
      .insert(conversations)
      .values({ organisationId: organisation.id, locale, tokenDigest: digestOf(token) })
      .returning()
    const key = await organisationKey(tx, masterKey, organisation.id)
    const welcome = texts(locale)('chat.welcome', { organisation: organisation.name })
    const messages = await append(tx, conversation!, key, [
      { author: 'assistant', content: { text: welcome } },
    ])
    return { id: conversation!.id, token, messages }
  })
}
