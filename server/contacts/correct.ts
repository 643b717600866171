import { and, eq } from 'drizzle-orm'
import { type Db } from '../../db/client.ts'
import { contacts } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import { noteClients } from '../access-log/visit.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import {
  changedMeanwhile,
  noSuchContact,
  notYourContact,
  reasonNeeded,
  sealedText,
  shown,
  wrongChannel,
  type Contact,
  type ContactChannel,
  type ContactInput,
  type ContactRow,
  type Registry,
} from './contact.ts'
import { described } from './described.ts'
import { requireFile } from './placing.ts'
import { addContact, counted, isCurrent } from './register.ts'
import { besideOthers, lockClients } from './turn.ts'
import { asStaff, beyondInvolvement } from '../staff/as-staff.ts'

export type Change = ContactInput & {
  /** The version that was before him who changes it. */
  version: number
  reason?: string | null
}

/** The supporter says that a draft is right, or makes it right; from then on it counts. */
export function confirm(
  store: Registry,
  me: StaffMember,
  id: string,
  change: Change,
  now = new Date(),
): Promise<Contact> {
  return changing(store, me, id, change, async ({ tx, before, key }) => {
    if (!before.isDraft) throw changedMeanwhile()
    const differs = before.measuredMinutes !== null && before.measuredMinutes !== change.minutes
    if (differs && !change.reason?.trim()) throw reasonNeeded()
    return replaced(
      tx,
      key,
      before,
      { ...(await said(tx, store, before, change, now)), isDraft: false },
      {
        me,
        now,
        note: noteOf(change, before, key),
        reason: change.reason ?? null,
      },
    )
  })
}

/** Puts a contact right: what stood there stays, with who changed it, when and why. */
export function correct(
  store: Registry,
  me: StaffMember,
  id: string,
  change: Change,
  now = new Date(),
): Promise<Contact> {
  return changing(store, me, id, change, async ({ tx, before, key }) => {
    if (!change.reason?.trim()) throw reasonNeeded()
    if (before.isDraft) throw changedMeanwhile()
    return replaced(tx, key, before, await said(tx, store, before, change, now), {
      me,
      now,
      note: noteOf(change, before, key),
      reason: change.reason,
    })
  })
}

/** Takes a contact out of everything that counts; what stood there stays, with why. */
export function remove(
  store: Registry,
  me: StaffMember,
  id: string,
  { version, reason }: { version: number; reason: string },
  now = new Date(),
): Promise<Contact> {
  return changing(store, me, id, { version }, ({ tx, before, key }) => {
    if (!reason.trim()) throw reasonNeeded()
    const { note } = shown(before, key)
    return replaced(tx, key, before, { isRemoved: true }, { me, now, note, reason })
  })
}

type Changing = { tx: Db; before: ContactRow; key: Key }

function changing(
  { db, masterKey }: Registry,
  me: StaffMember,
  id: string,
  { version, clientId }: { version: number; clientId?: string | null },
  work: (changing: Changing) => Promise<Contact>,
): Promise<Contact> {
  return asStaff(db, me, async (tx) => {
    await besideOthers(tx, me.organisationId)
    // A colleague's contact is refused as his, which is another answer than that there is none.
    const before = await beyondInvolvement(tx, (all) => lockedContact(all, id, clientId ?? null))
    noteClients(me, before.clientId, clientId)
    if (before.supporterId !== me.staffId && me.role === 'supporter') throw notYourContact()
    if (before.version !== version || before.replacedAt || before.isRemoved) throw changedMeanwhile()
    return work({ tx, before, key: await organisationKey(tx, masterKey, me.organisationId) })
  })
}

/**
 * The contact, locked after the clients whose minutes it may change, as everybody locks them. Who comes too late gets the
 * version that he saw, which has been replaced by then.
 */
async function lockedContact(tx: Db, id: string, clientId: string | null): Promise<ContactRow> {
  const { version, uniqueClientId } = contacts
  const [seen] = await tx.select({ version, uniqueClientId }).from(contacts).where(isCurrent(id))
  if (!seen) throw noSuchContact()
  await lockClients(
    tx,
    [seen.uniqueClientId, clientId].filter((each) => each !== null),
  )
  const [before] = await tx
    .select()
    .from(contacts)
    .where(and(eq(contacts.id, id), eq(version, seen.version)))
    .for('update')
  return before!
}

const inConversation = (channel: ContactChannel) => channel === 'widget' || channel === 'telegram'

/** What is not named stays as it was; in a conversation the channel is what it was. */
async function said(tx: Db, store: Registry, before: ContactRow, change: Change, now: Date) {
  if (change.clientId) await requireFile(tx, change.clientId)
  const { topic, municipality, supportQuestionId, result } = before
  const channel = inConversation(before.channel) ? before.channel : change.channel
  if (channel !== before.channel && inConversation(channel)) throw wrongChannel()
  const input = {
    ...change,
    channel,
    topic: change.topic === undefined ? topic : change.topic,
    municipality: change.municipality === undefined ? municipality : change.municipality,
    supportQuestionId: change.supportQuestionId === undefined ? supportQuestionId : change.supportQuestionId,
    result: change.result === undefined ? result : change.result,
  }
  return described(tx, store, before.organisationId, input, now, topic)
}

const noteOf = (change: Change, before: ContactRow, key: Key) =>
  change.note === undefined ? shown(before, key).note : change.note

async function replaced(
  tx: Db,
  key: Key,
  before: ContactRow,
  changes: Partial<ContactRow>,
  { me, now, note, reason }: { me: StaffMember; now: Date; note: string | null; reason: string | null },
): Promise<Contact> {
  const place = { id: before.id, version: before.version + 1 }
  const isSameMonth = (changes.day ?? before.day).slice(0, 7) === before.day.slice(0, 7)
  const old = and(eq(contacts.id, before.id), eq(contacts.version, before.version))
  await tx.update(contacts).set({ replacedAt: now }).where(old)
  const row = await addContact(tx, {
    ...before,
    ...changes,
    ...place,
    sealedNote: sealedText(key, place, 'note', note),
    sealedReason: sealedText(key, place, 'reason', reason),
    recordedBy: me.staffId,
    recordedAt: now,
    declarableMinutes: 0,
    // Whether it still is what its month's report says `reckon` finds out.
    reportedAt: isSameMonth ? before.reportedAt : null,
  })
  return counted(tx, key, row!, [before.uniqueClientId])
}
