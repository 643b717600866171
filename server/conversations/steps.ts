import { asc, eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { steps, type stepKind } from '../../db/schema.ts'
import { seal, unseal, type Key } from '../../db/sealing.ts'
import type { OpenConversation } from './conversation.ts'

export type StepKind = (typeof stepKind.enumValues)[number]

/** What happened around a conversation, for staff alone. */
export type Step = {
  id: number
  kind: StepKind
  staffId: string | null
  concerns: string[]
  text: string | null
  until: string | null
  afterSeq: number
  createdAt: string
}

export type NewStep = {
  kind: StepKind
  /** Who did it; nobody: the client or the product did. */
  staffId?: string
  /** To whom it went, or who is mentioned. */
  concerns?: string[]
  text?: string
  until?: Date
}

/** Writes down what happened around a conversation that this transaction holds. */
export async function record(open: OpenConversation, step: NewStep): Promise<Step> {
  const { tx, conversation, key, happened } = open
  const { id: conversationId, organisationId, lastSeq: afterSeq } = conversation
  const { kind, staffId = null, concerns = [], text, until = null } = step
  const [row] = await tx
    .insert(steps)
    .values({
      conversationId,
      organisationId,
      kind,
      staffId,
      concerns,
      until,
      afterSeq,
      sealedText: text ? seal(key, placeOf(conversationId), text) : null,
    })
    .returning()
  happened.push(kind)
  return shown(row!, key)
}

/** The steps of a conversation, oldest first. */
export async function stepsOf(tx: Db, conversationId: string, key: Key): Promise<Step[]> {
  const rows = await tx
    .select()
    .from(steps)
    .where(eq(steps.conversationId, conversationId))
    .orderBy(asc(steps.id))
  return rows.map((row) => shown(row, key))
}

const placeOf = (conversationId: string) => `steps/${conversationId}`

function shown(row: typeof steps.$inferSelect, key: Key): Step {
  const { id, kind, staffId, concerns, sealedText, until, afterSeq, createdAt } = row
  return {
    id,
    kind,
    staffId,
    concerns,
    text: sealedText && unseal(key, placeOf(row.conversationId), sealedText),
    until: until?.toISOString() ?? null,
    afterSeq,
    createdAt: createdAt.toISOString(),
  }
}
