import { and, desc, eq, inArray, isNull } from 'drizzle-orm'
import { type Db } from '../../db/client.ts'
import { clients, consentPurpose, consents, staff } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import { AppError } from '../app-error.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { ageOn, birthDateOf, requireInvolved, type Client } from './client.ts'
import { asStaff } from '../staff/as-staff.ts'

type Row = typeof consents.$inferSelect
export type ConsentPurpose = Row['purpose']
export type ConsentGiver = Row['givenBy']

/** A consent as it was recorded, withdrawn or not. */
export type Consent = {
  id: string
  purpose: ConsentPurpose
  givenBy: ConsentGiver
  givenOn: string
  isFormOnFile: boolean
  recordedBy: string | null
  withdrawnOn: string | null
  withdrawnBy: string | null
}

/** Why nobody may be told: never given, taken back, no form, or given when he was too young to decide himself. */
export type ConsentLack = 'none' | 'withdrawn' | 'form_missing' | 'giver_outgrown'

/** Whether a client's data may go to somebody, and if not why. `giver` is who has to give it now. */
export type ConsentStanding = { purpose: ConsentPurpose; giver: ConsentGiver; lack: ConsentLack | null }

const SPEAKS_ALONG_FROM = 12
const SPEAKS_ALONE_FROM = 16

const wrongGiver = (giver: ConsentGiver, age: number) => new AppError('consent.wrong_giver', { giver, age })
const wrongDay = () => new AppError('consent.wrong_day')
const noSuchConsent = () => new AppError('consent.not_found')

/** Who gives consent at an age (wlz-oco-2021 and wlz-oco-2024 bijlage-4-3, footnote). */
export function giverAt(age: number): ConsentGiver {
  if (age < SPEAKS_ALONG_FROM) return 'legal_representative'
  return age < SPEAKS_ALONE_FROM ? 'client_and_legal_representative' : 'client'
}

export type NewConsent = Pick<Consent, 'purpose' | 'givenBy' | 'givenOn' | 'isFormOnFile'>

/** Records a consent. Refused when on that day somebody else had to give it, or the day is none of his life so far. */
export function recordConsent(
  { db, masterKey }: Store,
  me: StaffMember,
  clientId: string,
  given: NewConsent,
  now = new Date(),
): Promise<void> {
  const { organisationId, staffId } = me
  return asStaff(db, me, async (tx) => {
    const client = await requireInvolved(tx, me, clientId)
    const key = await organisationKey(tx, masterKey, organisationId)
    const birthDate = birthDateOf(key, client)
    if (given.givenOn < birthDate || given.givenOn > todayInAmsterdam(now)) throw wrongDay()
    const age = ageOn(given.givenOn, birthDate)
    if (given.givenBy !== giverAt(age)) throw wrongGiver(giverAt(age), age)
    await tx
      .insert(consents)
      .values({ ...given, clientId, organisationId, recordedBy: staffId, recordedAt: now })
  })
}

/** Takes a consent back from a day on; it stays in the file. Again changes nothing. */
export function withdrawConsent(
  { db }: Store,
  me: StaffMember,
  clientId: string,
  { consentId, withdrawnOn }: { consentId: string; withdrawnOn: string },
  now = new Date(),
): Promise<void> {
  return asStaff(db, me, async (tx) => {
    const client = await requireInvolved(tx, me, clientId)
    const isThis = and(eq(consents.id, consentId), inArray(consents.clientId, sameAs(tx, client)))
    const [consent] = await tx.select().from(consents).where(isThis)
    if (!consent) throw noSuchConsent()
    if (withdrawnOn < consent.givenOn || withdrawnOn > todayInAmsterdam(now)) throw wrongDay()
    await tx
      .update(consents)
      .set({ withdrawnOn, withdrawnBy: me.staffId })
      .where(and(isThis, isNull(consents.withdrawnOn)))
  })
}

/** Whether there is a valid consent of this client for a purpose today, and if not why. */
export async function consentOf(
  tx: Db,
  key: Key,
  client: Client,
  purpose: ConsentPurpose,
  now = new Date(),
): Promise<ConsentStanding> {
  const given = await consentsOf(tx, client)
  return standingOf(given, purpose, birthDateOf(key, client), todayInAmsterdam(now))
}

/** The consent by which somebody may be told about a client today, or what is missing and whom to ask for it. */
export type Consented =
  | { isGiven: true; consentId: string; givenOn: string }
  | { isGiven: false; lack: ConsentLack; giver: ConsentGiver; age: number }

/**
 * The one rule by which anything about a client leaves the organisation. `hold`: what has been recorded stays as it is
 * until this transaction ends; a withdrawal that is under way is waited for, and counts.
 */
export async function consentFor(
  tx: Db,
  key: Key,
  client: Client,
  purpose: ConsentPurpose,
  now: Date,
  hold?: 'hold',
): Promise<Consented> {
  if (hold) {
    const his = inArray(consents.clientId, sameAs(tx, client))
    await tx.select({ id: consents.id }).from(consents).where(his).for('share')
  }
  const given = await consentsOf(tx, client)
  const today = todayInAmsterdam(now)
  const age = ageOn(today, birthDateOf(key, client))
  const { giver, lack } = standingOf(given, purpose, birthDateOf(key, client), today)
  if (lack) return { isGiven: false, lack, giver, age }
  const valid = given.find((each) => each.purpose === purpose && lackOf(each, giver, today) === null)!
  return { isGiven: true, consentId: valid.id, givenOn: valid.givenOn }
}

/** The consents of a client, and of who was merged into him or he into: he is one person. The newest first. */
export async function consentsOf(tx: Db, client: Client): Promise<Consent[]> {
  const rows = await tx
    .select()
    .from(consents)
    .where(inArray(consents.clientId, sameAs(tx, client)))
    .orderBy(desc(consents.givenOn), desc(consents.recordedAt))
  const names = new Map(
    rows.length
      ? (await tx.select({ id: staff.id, name: staff.firstName }).from(staff)).map((each) => [
          each.id,
          each.name,
        ])
      : [],
  )
  const named = (id: string | null) => (id ? (names.get(id) ?? null) : null)
  return rows.map(
    ({ id, purpose, givenBy, givenOn, isFormOnFile, recordedBy, withdrawnOn, withdrawnBy }) => ({
      id,
      purpose,
      givenBy,
      givenOn,
      isFormOnFile,
      recordedBy: named(recordedBy),
      withdrawnOn,
      withdrawnBy: named(withdrawnBy),
    }),
  )
}

const sameAs = (tx: Db, { uniqueClientId }: Client) =>
  tx.select({ id: clients.id }).from(clients).where(eq(clients.uniqueClientId, uniqueClientId))

/** How it stands with the consent for each purpose on a day. */
export function standingsOf(given: readonly Consent[], birthDate: string, today: string): ConsentStanding[] {
  return consentPurpose.enumValues.map((purpose) => standingOf(given, purpose, birthDate, today))
}

/** One valid consent is enough; else what was nearest to it says what is missing. */
function standingOf(
  given: readonly Consent[],
  purpose: ConsentPurpose,
  birthDate: string,
  today: string,
): ConsentStanding {
  const giver = giverAt(ageOn(today, birthDate))
  const lacks = given.filter((each) => each.purpose === purpose).map((each) => lackOf(each, giver, today))
  const nearest: (ConsentLack | null)[] = [null, 'form_missing', 'giver_outgrown', 'withdrawn', 'none']
  return { purpose, giver, lack: nearest.find((lack) => lack === 'none' || lacks.includes(lack))! }
}

/** The form has to be on file before anything is told (wlz-oco-2021 art-14). */
function lackOf(consent: Consent, giver: ConsentGiver, today: string): ConsentLack | null {
  if (consent.withdrawnOn !== null && consent.withdrawnOn <= today) return 'withdrawn'
  if (consent.givenBy !== giver) return 'giver_outgrown'
  return consent.isFormOnFile ? null : 'form_missing'
}
