import { t, type StringKey } from './strings.svelte.ts'

/** What the server would not do, under its stable code; `desk.offline` when it could not be reached. */
export class Refusal extends Error {
  readonly code: string
  readonly details: Record<string, unknown>

  constructor(code: string, details: Record<string, unknown> = {}) {
    super(code)
    this.code = code
    this.details = details
  }

  /** In words, for the person at the desk. */
  get inWords(): string {
    const { firstName = '?', requestId = '-' } = this.details
    return t(TEXTS[this.code] ?? 'problem.unknown', {
      firstName: String(firstName),
      requestId: String(requestId),
    })
  }
}

const TEXTS: Record<string, StringKey> = {
  'desk.offline': 'problem.offline',
  'conversation.already_taken': 'problem.taken',
  'conversation.not_yours': 'problem.not-yours',
  'conversation.not_found': 'problem.not-found',
  'conversation.closed': 'problem.closed',
  'conversation.reaction_owed': 'problem.reaction-owed',
  'conversation.snooze_past_due': 'problem.past-due',
  'conversation.snooze_not_ahead': 'problem.not-ahead',
  'request.invalid': 'problem.invalid',
  'request.too_many': 'problem.too-many',
  'server.unavailable': 'problem.unavailable',
  'staff.role_too_low': 'problem.role',
  'staff.not_logged_in': 'problem.not-logged-in',
  'staff.locked': 'problem.not-logged-in',
  'delivery.not_failed': 'problem.not-failed',
  'canned_reply.shortcut_taken': 'problem.shortcut-taken',
}
