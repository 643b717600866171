import { and, asc, desc, eq, getTableColumns, isNull, type SQL } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { type Db } from '../../db/client.ts'
import { clients, contacts, conversations } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import { noteClients } from '../access-log/visit.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { requireInvolved } from '../clients/client.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { shown, type Contact } from './contact.ts'
import { claimableMinutes, counting, reasonOn, type Reason } from './declarable.ts'
import { asStaff } from '../staff/as-staff.ts'

/** A contact with what it comes to on the day on which it is looked at. */
export type ListedContact = Contact & {
  clientNumber: number | null
  /** Whose conversation it was, where somebody has said so since: a draft proposes him. */
  conversationClientId: string | null
  conversationClientNumber: number | null
  notDeclarable: Reason | null
  claimableMinutes: number
}

/** More than anybody reads through; `isCut` says that there are more. */
const MOST = 500

export type ContactList = { contacts: ListedContact[]; isCut: boolean }

/** What waits for this supporter to confirm it, oldest first; who coordinates sees everybody's. */
export function draftsFor({ db, masterKey }: Store, me: StaffMember, now = new Date()): Promise<ContactList> {
  return asStaff(db, me, async (tx) => {
    const key = await organisationKey(tx, masterKey, me.organisationId)
    const mine = me.role === 'supporter' ? eq(contacts.supporterId, me.staffId) : undefined
    const waiting = await listed(tx, key, and(counting, contacts.isDraft, mine), asc(contacts.startedAt), now)
    for (const each of waiting.contacts) noteClients(me, each.clientId, each.conversationClientId)
    return waiting
  })
}

/** What was registered of a client, newest first, for who is involved with him. */
export function contactsOf(
  { db, masterKey }: Store,
  me: StaffMember,
  clientId: string,
  now = new Date(),
): Promise<ContactList> {
  return asStaff(db, me, async (tx) => {
    const { uniqueClientId } = await requireInvolved(tx, me, clientId)
    const key = await organisationKey(tx, masterKey, me.organisationId)
    const his = eq(contacts.uniqueClientId, uniqueClientId)
    return listed(tx, key, and(counting, his), desc(contacts.startedAt), now)
  })
}

/** One contact as it now stands, removed or not. */
export async function listedContact(tx: Db, key: Key, id: string, now: Date): Promise<ListedContact | null> {
  const which = and(eq(contacts.id, id), isNull(contacts.replacedAt))
  const {
    contacts: [contact],
  } = await listed(tx, key, which, asc(contacts.startedAt), now)
  return contact ?? null
}

const since = alias(clients, 'since')

async function listed(tx: Db, key: Key, which: SQL | undefined, order: SQL, now: Date): Promise<ContactList> {
  const today = todayInAmsterdam(now)
  const rows = await tx
    .select({
      ...getTableColumns(contacts),
      clientNumber: clients.number,
      conversationClientId: conversations.clientId,
      conversationClientNumber: since.number,
      notDeclarable: reasonOn(today),
      claimableMinutes: claimableMinutes(today),
    })
    .from(contacts)
    .leftJoin(clients, eq(clients.id, contacts.uniqueClientId))
    .leftJoin(conversations, eq(conversations.id, contacts.conversationId))
    .leftJoin(since, eq(since.id, conversations.clientId))
    .where(which)
    .orderBy(order, asc(contacts.id))
    .limit(MOST + 1)
  const found = rows
    .slice(0, MOST)
    .map(({ clientNumber, conversationClientId, conversationClientNumber, ...row }) => {
      const { notDeclarable, claimableMinutes: claimable, ...contact } = row
      return {
        ...shown(contact, key),
        clientNumber,
        conversationClientId,
        conversationClientNumber,
        notDeclarable: row.isRemoved ? null : notDeclarable,
        claimableMinutes: row.isRemoved ? 0 : claimable,
      }
    })
  return { contacts: found, isCut: rows.length > MOST }
}
