import { asc, eq } from 'drizzle-orm'
import { withinOrganisation, type Db } from '../../db/client.ts'
import { contacts } from '../../db/schema.ts'
import { isInvolved } from '../clients/involvement.ts'
import { organisationKey } from '../conversations/conversation.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { noSuchContact, notYourContact, shown, type Contact, type ContactRow } from './contact.ts'
import { agreementOfDay, dayIn, type AgreementOfDay, type DayOfContact } from './ledger.ts'
import { listedContact, type ListedContact } from './listing.ts'

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
  return withinOrganisation(db, organisationId, async (tx) => {
    const versions = await tx
      .select()
      .from(contacts)
      .where(eq(contacts.id, id))
      .orderBy(asc(contacts.version))
    const current = versions.at(-1)
    if (!current) throw noSuchContact()
    if (!(await maySee(tx, me, current))) throw notYourContact()
    const key = await organisationKey(tx, masterKey, organisationId)
    const { day, clientId } = current
    return {
      contact: (await listedContact(tx, key, id, now))!,
      agreement: await agreementOfDay(tx, organisationId, day),
      around: await dayIn(tx, organisationId, { day, clientId }),
      history: historyOf(versions.map((row) => shown(row, key))),
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

function historyOf(versions: readonly Contact[]): Version[] {
  return versions.map(({ version, recordedBy, recordedAt, reason, ...contact }, i) => {
    const earlier = versions[i - 1]
    const changes = earlier
      ? FIELDS.filter((field) => earlier[field] !== contact[field]).map((field) => ({
          field,
          before: earlier[field],
          after: contact[field],
        }))
      : []
    return { version, recordedBy, recordedAt, reason, changes }
  })
}
