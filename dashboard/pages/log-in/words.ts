import en from '../../../locales/staff.en.json' with { type: 'json' }
import nl from '../../../locales/staff.nl.json' with { type: 'json' }
import { Refusal } from './api.ts'

export type Locale = 'nl' | 'en'
export type StaffKey = keyof typeof nl
export type Words = (key: StaffKey, values?: Record<string, string | number>) => string

const strings: Record<Locale, Record<StaffKey, string>> = { nl, en }

/** Gives the texts of one language, with the values filled in. */
export function wordsIn(locale: Locale): Words {
  return (key, values = {}) =>
    strings[locale][key].replaceAll(/\{\{(\w+)\}\}/gu, (whole, name: string) => String(values[name] ?? whole))
}

const REFUSALS: Record<string, StaffKey> = {
  offline: 'refusal.offline',
  'staff.wrong_password': 'refusal.wrong-password',
  'staff.single_sign_on_away': 'log-in.elsewhere-refused',
  'own.wrong_password': 'refusal.wrong-current',
  'staff.wrong_code': 'refusal.wrong-code',
  'staff.log_in_again': 'refusal.log-in-again',
  'staff.not_logged_in': 'refusal.log-in-again',
  'staff.locked': 'refusal.log-in-again',
  'staff.no_organisation': 'refusal.no-organisation',
  'invitation.not_found': 'refusal.no-invitation',
  'invitation.already_member': 'refusal.already-member',
  'recovery.not_found': 'refusal.no-recovery',
  'recovery.works_elsewhere': 'refusal.works-elsewhere',
  'staff.last_administrator': 'refusal.last-administrator',
  'staff.not_found': 'refusal.no-colleague',
  'staff.role_too_low': 'refusal.role',
  'server.unavailable': 'refusal.offline',
}

const PASSWORD_FAULTS: Record<string, StaffKey> = {
  too_short: 'password.too-short',
  too_long: 'password.too-long',
  leaked: 'password.leaked',
  personal: 'password.personal',
}

/** What went wrong in words; whatever is no refusal of the server is a fault of ours and goes on. */
export function inWords(error: unknown, t: Words): string {
  if (!(error instanceof Refusal)) throw error
  const { reason = '', retryAfterSeconds = 60 } = error.details
  if (error.code === 'request.too_many')
    return t('refusal.too-many', { minutes: Math.ceil(retryAfterSeconds / 60) })
  if (error.code === 'staff.password_refused') return t(PASSWORD_FAULTS[reason] ?? 'password.leaked')
  return t(REFUSALS[error.code] ?? 'refusal.unknown')
}
