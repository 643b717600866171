import { noteClients, noteEvent } from '../access-log/visit.ts'
import { clientErased, clientFor } from '../clients/client.ts'
import { fileOf, type ClientFile } from '../clients/file.ts'
import { isInvolved } from '../clients/involvement.ts'
import type { Engine } from '../answers/engine.ts'
import { change } from '../conversations/change.ts'
import type { Desk, OpenConversation } from '../conversations/conversation.ts'
import { beyondInvolvement } from '../staff/as-staff.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import { changeCase, requireMine } from './open-case.ts'

/** Whose conversation it is: his number for all who read along, his file for who is involved with him. */
export type CaseClient = { id: string; number: number; uniqueClientId: string; file: ClientFile | null }

/** Says whose conversation it is, or with null that nobody knows; who has it is involved with the client from then on. */
export function linkClient(
  desk: Desk,
  me: StaffMember,
  conversationId: string,
  clientId: string | null,
): Promise<void> {
  return changeCase(desk, me, conversationId, async (open) => {
    requireMine(open, me)
    if (clientId !== null) await takeInvolvement(open, me, clientId)
    await change(open, { clientId })
    open.isTouched = true
  })
}

/** He may never have helped him: from now on he does, and who looks the log through sees that. */
async function takeInvolvement({ tx }: OpenConversation, me: StaffMember, clientId: string): Promise<void> {
  const client = await beyondInvolvement(tx, (all) => clientFor(all, clientId))
  if (client.erasedAt) throw clientErased(client)
  if (!(await isInvolved(tx, me, client.uniqueClientId))) noteEvent(me, 'client.involved')
  noteClients(me, clientId)
}

export async function clientIn(
  { tx, conversation, key }: OpenConversation,
  me: StaffMember,
  engine: Engine,
  now: Date,
): Promise<CaseClient | null> {
  if (!conversation.clientId) return null
  const linked = conversation.clientId
  const client = await beyondInvolvement(tx, (all) => clientFor(all, linked))
  const { id, number, uniqueClientId, erasedAt } = client
  const isOpen = !erasedAt && (await isInvolved(tx, me, uniqueClientId))
  return { id, number, uniqueClientId, file: isOpen ? await fileOf(tx, { key, engine, client, now }) : null }
}
