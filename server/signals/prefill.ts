import type { Engine } from '../answers/engine.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { clientFor } from '../clients/client.ts'
import { regionFor } from '../clients/municipality.ts'
import { readCase } from '../desk/open-case.ts'
import { beyondInvolvement } from '../staff/as-staff.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { bindingsIn } from './regions.ts'

/** What a conversation says of a signal that is written down in it. */
export type Prefill = { clientNumber: number | null; region: string | null; observedOn: string }

export function prefillFrom(
  store: Store,
  me: StaffMember,
  engine: Engine,
  conversationId: string,
  now = new Date(),
): Promise<Prefill> {
  return readCase(store, me, conversationId, async ({ tx, conversation }) => {
    const { clientId, municipality } = conversation
    // Who reads a conversation knows the number of its client, and no more of him.
    const client = clientId ? await beyondInvolvement(tx, (all) => clientFor(all, clientId)) : null
    const observedOn = todayInAmsterdam(now)
    const place = client?.municipality ?? municipality
    const listed = regionFor(engine, await bindingsIn(tx), observedOn, place)
    return { clientNumber: client?.number ?? null, region: listed?.region ?? null, observedOn }
  })
}
