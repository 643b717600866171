import { randomUUID } from 'node:crypto'
import { and, eq, isNull } from 'drizzle-orm'
import { withinOrganisation, type Db } from '../../db/client.ts'
import { acuteContacts, acuteNotices, organisations, signals } from '../../db/schema.ts'
import { seal, type Key } from '../../db/sealing.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { noteClients } from '../access-log/visit.ts'
import { AppError } from '../app-error.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import type { Post } from '../mail/send.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { texts } from '../texts.ts'
import { noSuchContact } from './acute-contacts.ts'
import { noticePlace, type NoticeWay } from './acute.ts'
import { signalsIn } from './list.ts'
import { sharingOf } from './sharing.ts'
import { noSuchSignal, readableBy, type Signal } from './signal.ts'
import { asStaff } from '../staff/as-staff.ts'

const notAcute = () => new AppError('signal.not_acute')
const consentMissing = (why: string) => new AppError('signal.consent_missing', { why })
const wrongTime = () => new AppError('signal.notice_time')
const noMail = () => new AppError('signal.no_mail')
const mailRefused = () => new AppError('signal.mail_refused')

export type PassedOn = {
  contactId: string
  way: Exclude<NoticeWay, 'mail_from_here'>
  givenAt: Date
  isPersonShared: boolean
  note: string
}

/** Keeps that an acute signal was passed on by hand. Whom it is about may be told with his consent alone (art-14). */
export function passOn(
  { db, masterKey }: Store,
  me: StaffMember,
  signalId: string,
  { contactId, way, givenAt, isPersonShared, note }: PassedOn,
  now = new Date(),
): Promise<void> {
  const { organisationId, staffId } = me
  return asStaff(db, me, async (tx) => {
    const key = await organisationKey(tx, masterKey, organisationId)
    const signal = await acuteSignal(tx, key, me, signalId)
    await contactFor(tx, signal, contactId)
    if (givenAt > now || todayInAmsterdam(givenAt) < signal.observedOn) throw wrongTime()
    const sharing = await sharingOf(tx, key, signal, now, 'hold')
    if (isPersonShared && !sharing.isAllowed) throw consentMissing(sharing.why)
    const consentId = isPersonShared && sharing.isAllowed ? sharing.consentId : null
    const given = { organisationId, signalId, contactId, way, givenBy: staffId, givenAt }
    await keep(tx, key, given, maskPersonalNumbers(note), { isPersonShared, consentId })
  })
}

/**
 * Mails the named contact that he should call back, without a word of the facts, and keeps what the mail server
 * answered. What no server took is kept as well, and has not been passed on.
 */
export async function mailContact(
  { db, masterKey }: Store,
  me: StaffMember,
  post: Post | null,
  signalId: string,
  { contactId, callBack }: { contactId: string; callBack: string },
  now = new Date(),
): Promise<void> {
  const { organisationId, staffId } = me
  if (!post) throw noMail()
  const prepared = await asStaff(db, me, async (tx) => {
    const key = await organisationKey(tx, masterKey, organisationId)
    const signal = await acuteSignal(tx, key, me, signalId)
    const { name, email } = await contactFor(tx, signal, contactId)
    if (!email) throw noSuchContact()
    const [own] = await tx.select().from(organisations).where(eq(organisations.id, organisationId))
    const given = { organisationId, signalId, contactId, way: 'mail_from_here', givenBy: staffId } as const
    const id = await keep(tx, key, { ...given, givenAt: now }, callBack, {
      isPersonShared: false,
      consentId: null,
    })
    return { id, to: email, values: { name, firstName: me.firstName, organisation: own!.name, callBack } }
  })
  const say = texts('nl')
  const mail = { subject: say('mail.acute', prepared.values), text: say('mail.acute-body', prepared.values) }
  const answer = await post({ to: prepared.to, ...mail }).catch(() => null)
  if (answer === null) throw mailRefused()
  await withinOrganisation(db, organisationId, (tx) =>
    tx.update(acuteNotices).set({ answer }).where(eq(acuteNotices.id, prepared.id)),
  )
}

async function acuteSignal(tx: Db, key: Key, me: StaffMember, id: string): Promise<Signal> {
  const [signal] = await signalsIn(tx, key, and(eq(signals.id, id), readableBy(me)))
  if (!signal) throw noSuchSignal()
  noteClients(me, signal.clientId)
  if (!signal.acuteAt) throw notAcute()
  return signal
}

/** Somebody of the zorgkantoor that the signal is for: no other has to know of it. */
async function contactFor(tx: Db, { zorgkantoor }: Signal, id: string) {
  const [contact] = await tx
    .select()
    .from(acuteContacts)
    .where(and(eq(acuteContacts.id, id), isNull(acuteContacts.removedAt)))
  if (!contact || (zorgkantoor && contact.zorgkantoor !== zorgkantoor)) throw noSuchContact()
  return contact
}

type Given = {
  organisationId: string
  signalId: string
  contactId: string
  way: NoticeWay
  givenBy: string
  givenAt: Date
}

async function keep(
  tx: Db,
  key: Key,
  given: Given,
  note: string,
  shared: { isPersonShared: boolean; consentId: string | null },
): Promise<string> {
  const id = randomUUID()
  const sealedNote = note ? seal(key, noticePlace(id), note) : null
  await tx.insert(acuteNotices).values({ ...given, ...shared, id, sealedNote })
  return id
}
