import { and, desc, eq, gte, lt, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Db } from '../../db/client.ts'
import { conversations, messages } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import { contentOf, questionOf, type Content } from '../conversations/messages.ts'
import { locales, texts } from '../texts.ts'

/** Why a question shows what the knowledge lacks. */
export type GapReason = 'unanswered' | 'unclear' | 'thumb_down'

export type GapMessage = {
  conversationId: string
  agreementId: string | null
  text: string
  reason: GapReason
  /** The entry that answered it, where the answer did not help. */
  topic: string | null
  at: Date
}

/** The newest so many are looked through. */
const MOST_MESSAGES = 900

/** Who wants a person, or something done or looked up for him, asks nothing of the agreement; after a failure all is unknown. */
const NO_GAP = [
  'handoff.person',
  'handoff.stored',
  'handoff.action',
  'handoff.own-case',
  'handoff.failure',
] as const

const question = alias(messages, 'question')

/** What clients asked without getting help from the assistant, in a period, the newest first. */
export async function messagesWithoutHelp(
  tx: Db,
  key: Key,
  organisationId: string,
  { from, until }: { from: Date; until: Date },
): Promise<GapMessage[]> {
  const rows = await tx
    .select({
      reply: messages,
      question,
      lastSeq: conversations.lastSeq,
      agreementId: conversations.agreementId,
    })
    .from(messages)
    .innerJoin(
      question,
      and(eq(question.conversationId, messages.conversationId), eq(question.seq, messages.inReplyTo)),
    )
    .innerJoin(conversations, eq(conversations.id, messages.conversationId))
    .where(
      and(
        eq(messages.organisationId, organisationId),
        gte(messages.createdAt, from),
        lt(messages.createdAt, until),
        // As the index says it that serves this.
        sql`(${messages.replyKind} in ('handoff', 'clarify') or not ${messages.helpful})`,
      ),
    )
    .orderBy(desc(messages.createdAt), desc(messages.conversationId), desc(messages.seq))
    .limit(MOST_MESSAGES)
  return rows.flatMap(({ reply, question: asked, lastSeq, agreementId }) => {
    const content = contentOf(key, reply)
    const reason = reasonOf(content, { helpful: reply.helpful, isLast: reply.seq === lastSeq })
    const text = questionOf(contentOf(key, asked)).trim()
    if (!reason || !/\p{L}{2}/u.test(text)) return []
    const topic = content.reply?.topic ?? null
    return [{ conversationId: reply.conversationId, agreementId, text, reason, topic, at: asked.createdAt }]
  })
}

function reasonOf(
  { reply, text }: Content,
  { helpful, isLast }: { helpful: boolean | null; isLast: boolean },
): GapReason | null {
  if (!reply || reply.kind === 'crisis' || reply.kind === 'smalltalk') return null
  if (helpful === false) return 'thumb_down'
  if (reply.kind === 'handoff') return isWish(text) ? null : 'unanswered'
  const asksBack = reply.kind === 'clarify' && reply.choices.every((choice) => 'text' in choice)
  return asksBack && reply.choices.length > 0 && isLast ? 'unclear' : null
}

const isWish = (text: string) =>
  locales.some((locale) => NO_GAP.some((key) => text.includes(texts(locale)(key))))
