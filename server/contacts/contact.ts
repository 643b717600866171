import { contacts } from '../../db/schema.ts'
import { seal, unseal, type Key } from '../../db/sealing.ts'
import type { Engine } from '../answers/engine.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { AppError } from '../app-error.ts'
import type { Store } from '../store.ts'

export type ContactRow = typeof contacts.$inferSelect
export type ContactChannel = ContactRow['channel']
export type Result = NonNullable<ContactRow['result']>

/** The store with the knowledge of regions, by which a contact is placed. */
export type Registry = Store & { assistant: { engine: () => Engine } }

/** What a person says of a contact. */
export type ContactInput = {
  /** Null: anonymous. */
  clientId: string | null
  channel: ContactChannel
  startedAt: Date
  minutes: number
  /** Of the agreement of the day; null where that names no services. */
  service: string | null
  /** One of the knowledge's: a text of one's own would stand there unsealed. */
  topic?: string | null
  /** Without it the client's counts. */
  municipality?: string | null
  supportQuestionId?: string | null
  result?: Result | null
  note?: string | null
}

export const noSuchContact = () => new AppError('contact.not_found')
export const notYourContact = () => new AppError('contact.not_yours')
export const changedMeanwhile = () => new AppError('contact.changed_meanwhile')
export const noMinutes = () => new AppError('contact.no_minutes')
export const tooLong = () => new AppError('contact.too_long')
export const inFuture = () => new AppError('contact.in_future')
export const tooLongAgo = () => new AppError('contact.too_long_ago')
export const unknownTopic = () => new AppError('contact.unknown_topic')
export const wrongChannel = () => new AppError('contact.wrong_channel')
export const wrongService = () => new AppError('contact.wrong_service')
export const wrongQuestion = () => new AppError('contact.wrong_support_question')
export const reasonNeeded = () => new AppError('contact.reason_needed')

type Place = { id: string; version: number }

/** A text that staff wrote about a contact, without the numbers that nobody should have. */
export function sealedText(
  key: Key,
  { id, version }: Place,
  field: 'note' | 'reason',
  text: string | null | undefined,
): Uint8Array | null {
  const words = text?.trim()
  return words ? seal(key, placeOf(id, version, field), maskPersonalNumbers(words)) : null
}

const placeOf = (id: string, version: number, field: 'note' | 'reason') =>
  `contacts/${id}/${version}/${field}`

/** A contact as staff see it; moments as ISO 8601 in UTC. */
export type Contact = Omit<
  ContactRow,
  'organisationId' | 'sealedNote' | 'sealedReason' | 'startedAt' | 'recordedAt' | 'replacedAt' | 'reportedAt'
> & {
  startedAt: string
  recordedAt: string
  reportedAt: string | null
  note: string | null
  reason: string | null
  /** Of its minutes: those over the 30 of information and advice (2021). */
  excessMinutes: number
}

export function shown(row: ContactRow, key: Key): Contact {
  const { organisationId: _, replacedAt: __, sealedNote, sealedReason, ...rest } = row
  const { id, version, startedAt, recordedAt, reportedAt, obstacle, minutes, declarableMinutes } = row
  return {
    ...rest,
    startedAt: startedAt.toISOString(),
    recordedAt: recordedAt.toISOString(),
    reportedAt: reportedAt?.toISOString() ?? null,
    note: sealedNote && unseal(key, placeOf(id, version, 'note'), sealedNote),
    reason: sealedReason && unseal(key, placeOf(id, version, 'reason'), sealedReason),
    excessMinutes: obstacle || row.isRemoved ? 0 : minutes - declarableMinutes,
  }
}
