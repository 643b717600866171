import { count, eq, min } from 'drizzle-orm'
import { agreements, messages, organisations } from '../../db/schema.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { bindingOn } from '../conversations/bindings.ts'
import { contactOf } from '../conversations/contact.ts'
import type { OpenConversation } from '../conversations/conversation.ts'
import type { Texts } from '../texts.ts'
import { periodOf } from './periods.ts'

/** In words what is kept of this conversation. On Telegram, which can read along, without the person's own details. */
export async function keptIn(open: OpenConversation, say: Texts, now: Date): Promise<string> {
  const { tx, conversation } = open
  const { id, organisationId, channel, locale, agreementId, municipality, clientId } = conversation
  const [organisation] = await tx.select().from(organisations).where(eq(organisations.id, organisationId))
  const [kept] = await tx
    .select({ messages: count(), since: min(messages.createdAt) })
    .from(messages)
    .where(eq(messages.conversationId, id))
  const bound = agreementId ?? bindingOn(todayInAmsterdam(now), open.bindings)
  const [agreement] = bound ? await tx.select().from(agreements).where(eq(agreements.id, bound)) : []
  const { months } = await periodOf(tx, organisationId, 'chats')
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'Europe/Amsterdam' })
  const contact = contactOf(open)
  const shownAs = (value: string | null) =>
    value === null ? say('rights.kept.none') : channel === 'telegram' ? say('rights.kept.yes') : value
  return [
    say('rights.kept.intro', { organisation: organisation!.name }),
    [
      say('rights.kept.messages', {
        messages: String(kept!.messages),
        since: day.format(kept!.since ?? now),
      }),
      say('rights.kept.name', { name: shownAs(contact.name) }),
      say('rights.kept.reach', { reach: shownAs(contact.reach) }),
      say('rights.kept.agreement', { agreement: agreement?.title ?? say('rights.kept.none') }),
      say('rights.kept.municipality', { municipality: municipality ?? say('rights.kept.none') }),
      say(clientId ? 'rights.kept.file' : 'rights.kept.no-file'),
    ]
      .map((line) => `• ${line}`)
      .join('\n'),
    say('rights.kept.sealed', { organisation: organisation!.name, months: String(months) }),
  ].join('\n\n')
}
