import { and, eq, gt, isNull, lt, ne, sql } from 'drizzle-orm'
import { type Db } from '../../db/client.ts'
import { contacts } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import {
  changedMeanwhile,
  reasonNeeded,
  sealedText,
  shown,
  type Contact,
  type ContactInput,
  type ContactRow,
  type Registry,
} from './contact.ts'
import { counting } from './declarable.ts'
import { described } from './described.ts'
import { requireFile } from './placing.ts'
import { reckon, reckonAnonymous } from './reckon.ts'
import { noteClients, noteObject } from '../access-log/visit.ts'
import { besideOthers } from './turn.ts'
import { asStaff } from '../staff/as-staff.ts'

export type NewContact = ContactInput & {
  /** Named by who registers it, so that sending it twice registers it once. */
  id?: string
  /** By the timer, when it ran. */
  measuredMinutes?: number | null
  /** Why the minutes are others than those that were measured. */
  reason?: string | null
}

export type Overlap = { id: string; startedAt: string; minutes: number }

/**
 * Registers what a supporter did by telephone, mail, video or on a visit (wlz-oco-2021 art-22). It counts at once. Other
 * contacts of his at the same time are named, and nothing more.
 */
export function registerContact(
  store: Registry,
  me: StaffMember,
  input: NewContact,
  now = new Date(),
): Promise<{ contact: Contact; overlaps: Overlap[] }> {
  const { organisationId, staffId } = me
  return asStaff(store.db, me, async (tx) => {
    await besideOthers(tx, organisationId)
    if (input.clientId) await requireFile(tx, input.clientId)
    const key = await organisationKey(tx, store.masterKey, organisationId)
    const { id = crypto.randomUUID(), measuredMinutes = null, reason } = input
    if (measuredMinutes !== null && measuredMinutes !== input.minutes && !reason?.trim()) throw reasonNeeded()
    const row = await addContact(tx, {
      ...(await described(tx, store, organisationId, input, now)),
      id,
      version: 1,
      organisationId,
      handledBy: 'supporter',
      supporterId: staffId,
      measuredMinutes,
      isDraft: false,
      sealedNote: sealedText(key, { id, version: 1 }, 'note', input.note),
      sealedReason: sealedText(key, { id, version: 1 }, 'reason', reason),
      recordedBy: staffId,
      recordedAt: now,
    })
    noteObject(me, 'contact', id)
    noteClients(me, input.clientId)
    if (!row) return { contact: await registered(tx, key, id, me), overlaps: [] }
    return { contact: await counted(tx, key, row), overlaps: await overlapsOf(tx, row) }
  })
}

/** Stores a contact; null when it was stored before. */
export async function addContact(tx: Db, values: typeof contacts.$inferInsert): Promise<ContactRow | null> {
  const [row] = await tx.insert(contacts).values(values).onConflictDoNothing().returning()
  return row ?? null
}

/** The contact with what it counts for now, after the ledgers that it touches. */
export async function counted(
  tx: Db,
  key: Key,
  { id, organisationId, uniqueClientId }: ContactRow,
  also: readonly (string | null)[] = [],
): Promise<Contact> {
  const touched = [uniqueClientId, ...also].filter((each) => each !== null)
  if (uniqueClientId === null) await reckonAnonymous(tx, organisationId, id)
  await reckon(tx, organisationId, touched)
  return shown(await current(tx, id), key)
}

/** Sent a second time: the same person's contact is answered with, another's is none of his. */
async function registered(tx: Db, key: Key, id: string, { staffId }: StaffMember): Promise<Contact> {
  const [row] = await tx.select().from(contacts).where(isCurrent(id))
  if (!row || row.supporterId !== staffId) throw changedMeanwhile()
  return shown(row, key)
}

export const isCurrent = (id: string) => and(eq(contacts.id, id), isNull(contacts.replacedAt))

async function current(tx: Db, id: string): Promise<ContactRow> {
  const [row] = await tx.select().from(contacts).where(isCurrent(id))
  return row!
}

async function overlapsOf(tx: Db, row: ContactRow): Promise<Overlap[]> {
  if (!row.supporterId) return []
  const minute = sql`interval '1 minute'`
  const rows = await tx
    .select({ id: contacts.id, startedAt: contacts.startedAt, minutes: contacts.minutes })
    .from(contacts)
    .where(
      and(
        counting,
        eq(contacts.supporterId, row.supporterId),
        eq(contacts.organisationId, row.organisationId),
        ne(contacts.id, row.id),
        // Nothing lasts longer than a day, which lets an index find them.
        gt(contacts.day, sql`${row.day}::date - 2`),
        lt(contacts.day, sql`${row.day}::date + 2`),
        lt(
          contacts.startedAt,
          sql`${row.startedAt.toISOString()}::timestamptz + ${row.minutes}::int * ${minute}`,
        ),
        gt(
          sql`${contacts.startedAt} + ${contacts.minutes} * ${minute}`,
          sql`${row.startedAt.toISOString()}::timestamptz`,
        ),
      ),
    )
    .orderBy(contacts.startedAt)
  return rows.map(({ startedAt, ...rest }) => ({ ...rest, startedAt: startedAt.toISOString() }))
}
