import { sql } from 'drizzle-orm'
import { createEndedConversations } from '../../server/contacts/register-ended.ts'
import type { StaffMember } from '../../server/staff/staff-member.ts'
import { newChance } from '../../test/support/chance.ts'
import { sendReports, setBudgets } from './accounts.ts'
import { registerClients, type Registering } from './clients.ts'
import { confirmDrafts, putRight, registerContacts, registryOf } from './contacts.ts'
import { publishOwnWords } from './own-knowledge.ts'
import type { Stage } from './play.ts'
import { readRegister } from './register.ts'
import { writeSignals } from './signals.ts'

const DAY_MS = 24 * 3600_000
const HALF_YEAR_DAYS = 178
export type Sizes = { wlz: number; wmo: number }
/** How many clients an organisation has. */
export const USUAL_SIZES: Sizes = { wlz: 116, wmo: 24 }

/** What the organisation was paid by: clients and contacts, and for the Wlz signals, budget and reports. */
export async function registerHalfYear(stage: Stage, now: Date, sizes: Sizes): Promise<void> {
  const staff = [...stage.team.members.values()]
  const withRole = (role: StaffMember['role']) => staff.filter((each) => each.role === role)
  const at: Registering = {
    stage,
    register: await readRegister(),
    chance: newChance(stage.organisation.slug.length),
    supporters: withRole('supporter'),
    from: new Date(now.getTime() - HALF_YEAR_DAYS * DAY_MS),
    now,
  }
  const isWlz = stage.organisation.slug === 'de-wegwijzer'
  const law = isWlz ? 'wlz' : 'wmo'
  const clients = await registerClients(at, sizes[law], law)
  const made = await registerContacts(at, clients)
  await confirmDrafts(at, clients)
  await putRight(at, made)
  await registerEnded(at)
  if (!isWlz) return
  const coordinator = withRole('coordinator')[0]!
  await setBudgets(at, withRole('administrator')[0]!)
  await writeSignals(at, coordinator)
  await publishOwnWords(stage, coordinator, now)
  await sendReports(at, coordinator, made)
}

/** What the assistant did alone was registered a day after its client had stopped writing. */
async function registerEnded(at: Registering): Promise<void> {
  const { desk } = at.stage
  await createEndedConversations(registryOf(at), { now: () => at.now, failed }).look()
  await desk.db.execute(sql`
    update contacts set recorded_at = least(started_at + interval '1 day', recorded_at) where handled_by = 'assistant'`)
}

function failed(error: unknown): never {
  throw error
}
