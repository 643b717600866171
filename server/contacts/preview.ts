import type { OpenConversation } from '../conversations/conversation.ts'
import type { Registry } from './contact.ts'
import { proposedInstead, type Proposal } from './fitting.ts'
import { fromConversation } from './from-conversation.ts'
import { dayIn, type DayOfContact } from './ledger.ts'
import { beyondInvolvement } from '../staff/as-staff.ts'

/** What the contact of a conversation will be when it is closed now; null when there is nothing to register. */
export type ContactPreview = {
  startedAt: string
  measuredMinutes: number
  topic: string | null
  municipality: string | null
  region: string | null
  zorgkantoor: string | null
  clientId: string | null
  supportQuestionId: string | null
  /** The service that it most likely falls under, and why. */
  proposed: Proposal | null
  /** What the minutes over the 30 most likely fall under (2021). */
  instead: Proposal | null
  around: DayOfContact
}

export async function previewContact(
  open: OpenConversation,
  { assistant }: Pick<Registry, 'assistant'>,
  now: Date,
): Promise<ContactPreview | null> {
  const found = await fromConversation(open, assistant.engine(), now)
  if (!found) return null
  const { day, clientId, startedAt, measuredMinutes, topic, municipality, region, zorgkantoor } = found
  const { supportQuestionId, proposed, known, agreementId } = found
  return {
    startedAt: startedAt.toISOString(),
    measuredMinutes,
    topic,
    municipality,
    region,
    zorgkantoor,
    clientId,
    supportQuestionId,
    proposed,
    // As in `fromConversation`: of his earlier contacts it gives the service alone.
    instead: await beyondInvolvement(open.tx, (all) => proposedInstead(all, agreementId, known)),
    around: await dayIn(open.tx, open.conversation.organisationId, { day, clientId }),
  }
}
