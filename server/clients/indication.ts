import { AppError } from '../app-error.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import type { Law } from './client.ts'

/** The first and last day of a Wlz indication; without a last day it has no end. */
export type Indication = { from: string | null; until: string | null }

/** How it stands on a day; for the Wmo none is asked. */
export type IndicationState = 'not_asked' | 'none' | 'not_yet' | 'valid' | 'ended'

const OLDEST_YEAR = 1900

export const wrongBirthDate = () => new AppError('client.birth_date_wrong')
export const wrongIndication = () => new AppError('client.indication_wrong')

export function indicationOn(day: string, law: Law, { from, until }: Indication): IndicationState {
  if (law !== 'wlz') return 'not_asked'
  if (from === null) return 'none'
  if (day < from) return 'not_yet'
  return until === null || day <= until ? 'valid' : 'ended'
}

/** An indication that ends has begun before, and not before the client was born. */
export function requireIndication({ from, until }: Indication, birthDate: string): void {
  if (until !== null && (from === null || until < from)) throw wrongIndication()
  if (from !== null && from < birthDate) throw wrongIndication()
}

export function requireBirthDate(birthDate: string, now: Date): void {
  const isPossible = Number(birthDate.slice(0, 4)) >= OLDEST_YEAR && birthDate <= todayInAmsterdam(now)
  if (!isPossible) throw wrongBirthDate()
}
