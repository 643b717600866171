import { asc, eq, inArray } from 'drizzle-orm'
import { type Db } from '../../db/client.ts'
import { clients, contacts } from '../../db/schema.ts'
import { isInvolved } from '../clients/involvement.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import { noteClients } from '../access-log/visit.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { noSuchContact, notYourContact, shown, type Contact, type ContactRow } from './contact.ts'
import { agreementOfDay, dayIn, type AgreementOfDay, type DayOfContact } from './ledger.ts'
import { listedContact, type ListedContact } from './listing.ts'
import { asStaff, beyondInvolvement } from '../staff/as-staff.ts'

/** The fields of a contact that a person can change. */
const FIELDS = [
  'clientId',
  'channel',
  'startedAt',
  'minutes',
  'service',
  'topic',
  'municipality',
  'supportQuestionId',
  'result',
  'note',
  'isDraft',
  'isRemoved',
] as const satisfies (keyof Contact)[]

export type ContactField = (typeof FIELDS)[number]
type Value = string | number | boolean | null

/** One version: who wrote it, when and why, and what it changed in the one before. */
export type Version = {
  version: number
  recordedBy: string | null
  recordedAt: string
  reason: string | null
  changes: { field: ContactField; before: Value; after: Value }[]
}

/** A contact that explains itself. */
export type ExplainedContact = {
  contact: ListedContact
  /** The agreement of its day, and whether it was over on that day. */
  agreement: AgreementOfDay | null
  /** The day's services, and the client's ledger under its agreement. */
  around: DayOfContact
  history: Version[]
  /** Whether who asks may confirm, correct or remove it. */
  isMine: boolean
}

/** All about one contact: its supporter's, who coordinates, and who is involved with the client may see it. */
export function showContact(
  { db, masterKey }: Store,
  me: StaffMember,
  id: string,
  now = new Date(),
): Promise<ExplainedContact> {
  const { organisationId } = me
  return asStaff(db, me, async (tx) => {
    // All versions, those too that stood under the wrong client: `historyOf` withholds what is not his to see.
    const versions = await beyondInvolvement(tx, (all) =>
      all.select().from(contacts).where(eq(contacts.id, id)).orderBy(asc(contacts.version)),
    )
    const current = versions.at(-1)
    if (!current) throw noSuchContact()
    noteClients(me, current.clientId)
    if (!(await maySee(tx, me, current))) throw notYourContact()
    const key = await organisationKey(tx, masterKey, organisationId)
    const { day, clientId } = current
    return {
      contact: (await listedContact(tx, key, id, now))!,
      agreement: await agreementOfDay(tx, organisationId, day),
      around: await dayIn(tx, organisationId, { day, clientId }),
      history: historyOf(
        versions.map((row) => shown(row, key)),
        await clientsOfOthers(tx, me, versions),
      ),
      isMine: current.supporterId === me.staffId || me.role !== 'supporter',
    }
  })
}

async function maySee(
  tx: Db,
  me: StaffMember,
  { supporterId, uniqueClientId }: ContactRow,
): Promise<boolean> {
  if (me.role !== 'supporter' || supporterId === me.staffId) return true
  return uniqueClientId !== null && isInvolved(tx, me, uniqueClientId)
}

/** Whose name a version bore that who reads it has nothing to do with: it stood under the wrong client. */
async function clientsOfOthers(
  tx: Db,
  me: StaffMember,
  versions: readonly ContactRow[],
): Promise<ReadonlySet<string>> {
  const ids = [...new Set(versions.flatMap(({ clientId }) => clientId ?? []))]
  if (ids.length < 2 || me.role !== 'supporter') return new Set()
  const { id, uniqueClientId } = clients
  const known = await beyondInvolvement(tx, (all) =>
    all.select({ id, uniqueClientId }).from(clients).where(inArray(id, ids)),
  )
  const present = versions.at(-1)!.uniqueClientId
  const others = new Set<string>()
  for (const each of known) {
    const isOpen = each.uniqueClientId === present || (await isInvolved(tx, me, each.uniqueClientId))
    if (!isOpen) others.add(each.id)
  }
  return others
}

const withheld = { clientId: null, supportQuestionId: null, note: null, reason: null }

function historyOf(versions: readonly Contact[], others: ReadonlySet<string>): Version[] {
  const open = (contact: Contact): Contact =>
    contact.clientId !== null && others.has(contact.clientId) ? { ...contact, ...withheld } : contact
  return versions.map((contact, i) => {
    const { version, recordedBy, recordedAt, reason } = open(contact)
    const earlier = versions[i - 1]
    const changes = earlier
      ? FIELDS.filter((field) => earlier[field] !== contact[field]).map((field) => ({
          field,
          before: open(earlier)[field],
          after: open(contact)[field],
        }))
      : []
    return { version, recordedBy, recordedAt, reason, changes }
  })
}
