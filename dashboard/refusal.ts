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

/** For all that the server can answer the desk; what logging in and the staff page meet has its own words. */
const TEXTS: Record<string, StringKey> = {
  'desk.offline': 'problem.offline',
  'conversation.already_taken': 'problem.taken',
  'conversation.not_yours': 'problem.not-yours',
  'conversation.not_found': 'problem.not-found',
  'conversation.closed': 'problem.closed',
  'conversation.new_message': 'problem.new-message',
  'conversation.danger_owed': 'problem.danger-owed',
  'staff.absent': 'problem.absent',
  'conversation.reaction_owed': 'problem.reaction-owed',
  'conversation.snooze_past_due': 'problem.past-due',
  'conversation.snooze_not_ahead': 'problem.not-ahead',
  'handoff.none': 'problem.nobody-waits',
  'message.id_reused': 'problem.outdated',
  'request.invalid': 'problem.invalid',
  'request.invalid_json': 'problem.outdated',
  'request.too_large': 'problem.too-large',
  'request.cross_site': 'problem.cross-site',
  'route.not_found': 'problem.outdated',
  'method.not_allowed': 'problem.outdated',
  'request.too_many': 'problem.too-many',
  'server.unavailable': 'problem.unavailable',
  'organisation.not_found': 'problem.organisation',
  'staff.no_organisation': 'problem.organisation',
  'staff.organisation_not_chosen': 'problem.not-logged-in',
  'staff.second_factor_missing': 'problem.not-logged-in',
  'staff.not_logged_in': 'problem.not-logged-in',
  'staff.log_in_again': 'problem.not-logged-in',
  'staff.locked': 'problem.not-logged-in',
  'staff.role_too_low': 'problem.role',
  'staff.not_found': 'problem.no-colleague',
  'team.not_found': 'problem.no-team',
  'team.name_taken': 'problem.team-name-taken',
  'workcalendar.never_open': 'problem.never-open',
  'workcalendar.wrong_hours': 'problem.wrong-hours',
  'delivery.not_failed': 'problem.not-failed',
  'canned_reply.not_found': 'problem.no-canned-reply',
  'canned_reply.shortcut_taken': 'problem.shortcut-taken',
}
