import { randomUUID } from 'node:crypto'
import { desc, eq, inArray } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { clients, conversations, sharings, staff } from '../../db/schema.ts'
import { seal, unseal, type Key } from '../../db/sealing.ts'
import { noteEvent, noteObject } from '../access-log/visit.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { AppError } from '../app-error.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import { asStaff } from '../staff/as-staff.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { requireInvolved, type Client } from './client.ts'
import { consentFor, type ConsentPurpose } from './consents.ts'
import { sheetOf, type SheetField } from './sheet.ts'

/** Why it was told without consent: lives are in danger, or the client cannot say what he wants (bijlage-4-3 onder 6). */
export const vitalGrounds = ['life', 'unable'] as const

/** In all cases he consults colleagues or experts, and gives account of it (bijlage-4-3 onder 6). */
export type VitalInterest = { ground: (typeof vitalGrounds)[number]; reason: string; consulted: string }

export type NewSharing = {
  recipient: ConsentPurpose
  /** Who exactly it goes to. */
  to: string
  fields: SheetField[]
  /** What the client wants, in words of the supporter. */
  text: string
  conversationId?: string | null
  vitalInterest?: VitalInterest | null
}

/** What was told about a client, to whom and by which right. */
export type Sharing = {
  id: string
  recipient: ConsentPurpose
  to: string
  /** The sheet as it went out. */
  what: string
  vitalInterest: VitalInterest | null
  sharedBy: string | null
  sharedAt: string
}

type Part = 'to' | 'what' | 'vital-interest'
const placeOf = (id: string, part: Part) => `sharings/${id}/${part}`

/** Given when there is no consent: what is missing, and who of this client has to give it. */
const consentMissing = (details: { why: string; giver: string; age: number }) =>
  new AppError('sharing.consent_missing', details)
const noSuchConversation = () => new AppError('conversation.not_found')

/**
 * Writes down that something is told about a client, and gives the sheet to tell it with. Refused without the consent
 * that his age asks for (wlz-oco-2021 art-14, bijlage-4-3 onder 5), unless a vital interest asks for it. A consent that
 * somebody takes back at this very moment is waited for: what it ends up as counts.
 */
export function share(
  { db, masterKey }: Store,
  me: StaffMember,
  clientId: string,
  { recipient, to, fields, text, conversationId = null, vitalInterest = null }: NewSharing,
  told: (organisationId: string) => void,
  now = new Date(),
): Promise<Sharing> {
  const { organisationId, staffId } = me
  return asStaff(db, me, async (tx) => {
    const client = await requireInvolved(tx, me, clientId)
    const key = await organisationKey(tx, masterKey, organisationId)
    const consent = await consentFor(tx, key, client, recipient, now, 'hold')
    if (!consent.isGiven && !vitalInterest) {
      const { lack, giver, age } = consent
      throw consentMissing({ why: lack, giver, age })
    }
    if (conversationId) await requireOf(tx, client, conversationId)
    const id = randomUUID()
    const without = consent.isGiven ? null : masked(vitalInterest!)
    const sealed = (part: Part, words: string) => seal(key, placeOf(id, part), words)
    const about = { key, client, fields, text: maskPersonalNumbers(text), to: maskPersonalNumbers(to) }
    const [row] = await tx
      .insert(sharings)
      .values({
        id,
        organisationId,
        clientId,
        conversationId,
        recipient,
        sealedTo: sealed('to', about.to),
        sealedWhat: sealed('what', await sheetOf(tx, me, { ...about, recipient, now })),
        consentId: consent.isGiven ? consent.consentId : null,
        sealedVitalInterest: without && sealed('vital-interest', JSON.stringify(without)),
        sharedBy: staffId,
        sharedAt: now,
      })
      .returning()
    noteObject(me, 'sharing', id)
    if (without) noteEvent(me, 'sharing.without_consent')
    return shown(key, { sharing: row!, by: me.firstName })
  }).then((sharing) => {
    if (sharing.vitalInterest) told(organisationId)
    return sharing
  })
}

/** What was told about a client, the last first. */
export function sharingsOf({ db, masterKey }: Store, me: StaffMember, clientId: string): Promise<Sharing[]> {
  return asStaff(db, me, async (tx) => {
    const client = await requireInvolved(tx, me, clientId)
    const key = await organisationKey(tx, masterKey, me.organisationId)
    const rows = await tx
      .select({ sharing: sharings, by: staff.firstName })
      .from(sharings)
      .leftJoin(staff, eq(staff.id, sharings.sharedBy))
      .where(inArray(sharings.clientId, sameAs(tx, client)))
      .orderBy(desc(sharings.sharedAt))
    return rows.map((row) => shown(key, row))
  })
}

const sameAs = (tx: Db, { uniqueClientId }: Client) =>
  tx.select({ id: clients.id }).from(clients).where(eq(clients.uniqueClientId, uniqueClientId))

/** A conversation of this client, that who shares may read. */
async function requireOf(tx: Db, client: Client, conversationId: string): Promise<void> {
  const [found] = await tx
    .select({ clientId: conversations.clientId })
    .from(conversations)
    .where(eq(conversations.id, conversationId))
  if (found?.clientId !== client.id) throw noSuchConversation()
}

const masked = ({ ground, reason, consulted }: VitalInterest): VitalInterest => ({
  ground,
  reason: maskPersonalNumbers(reason),
  consulted: maskPersonalNumbers(consulted),
})

/** Written by `share` and bound to its place by the seal, so the shape is known. */
export const vitalInterestOf = (key: Key, id: string, sealed: Uint8Array) =>
  JSON.parse(unseal(key, placeOf(id, 'vital-interest'), sealed)) as VitalInterest

export const recipientOf = (key: Key, id: string, sealed: Uint8Array) =>
  unseal(key, placeOf(id, 'to'), sealed)

export function shown(
  key: Key,
  { sharing, by }: { sharing: typeof sharings.$inferSelect; by: string | null },
): Sharing {
  const { id, recipient, sealedTo, sealedWhat, sealedVitalInterest, sharedAt } = sharing
  return {
    id,
    recipient,
    to: recipientOf(key, id, sealedTo),
    what: unseal(key, placeOf(id, 'what'), sealedWhat),
    vitalInterest: sealedVitalInterest && vitalInterestOf(key, id, sealedVitalInterest),
    sharedBy: by,
    sharedAt: sharedAt.toISOString(),
  }
}
