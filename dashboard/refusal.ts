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
  'saved_view.not_found': 'problem.no-view',
  'saved_view.name_taken': 'problem.view-name-taken',
  'saved_view.too_many': 'problem.too-many-views',
  'delivery.not_failed': 'problem.not-failed',
  'knowledge.not_found': 'problem.knowledge-not-found',
  'knowledge.no_agreement': 'problem.knowledge-no-agreement',
  'knowledge.faults': 'problem.knowledge-faults',
  'knowledge.changed_meanwhile': 'problem.knowledge-changed-meanwhile',
  'report.not_found': 'problem.report-not-found',
  'report.month_not_over': 'problem.report-month-not-over',
  'report.sent_meanwhile': 'problem.report-sent-meanwhile',
  'report.changed_meanwhile': 'problem.report-changed-meanwhile',
  'report.unchanged': 'problem.report-unchanged',
  'report.wrong_layout': 'problem.report-wrong-layout',
  'signal.not_found': 'problem.signal-not-found',
  'signal.observed_ahead': 'problem.signal-observed-ahead',
  'signal.unknown_region': 'problem.signal-unknown-region',
  'signal.leads_to_person': 'problem.signal-leads-to-person',
  'signal.changed_meanwhile': 'problem.signal-changed-meanwhile',
  'signal.not_acute': 'problem.signal-not-acute',
  'signal.consent_missing': 'problem.signal-consent-missing',
  'signal.notice_time': 'problem.signal-notice-time',
  'signal.no_mail': 'problem.signal-no-mail',
  'signal.mail_refused': 'problem.signal-mail-refused',
  'signal_category.not_found': 'problem.signal-category-not-found',
  'signal_category.name_taken': 'problem.signal-category-name-taken',
  'acute_contact.not_found': 'problem.acute-contact-not-found',
  'trend.not_found': 'problem.trend-not-found',
  'trend.changed_meanwhile': 'problem.trend-changed-meanwhile',
  'quarter_report.not_found': 'problem.quarter-report-not-found',
  'quarter_report.not_over': 'problem.quarter-report-not-over',
  'quarter_report.sent_meanwhile': 'problem.quarter-report-sent-meanwhile',
  'client.not_found': 'problem.client-not-found',
  'client.not_involved': 'problem.client-not-involved',
  'client.exists': 'problem.client-exists',
  'client.variants': 'problem.client-variants',
  'client.birth_date_wrong': 'problem.client-birth-date',
  'client.indication_wrong': 'problem.client-indication',
  'client.municipality_unknown': 'problem.client-municipality',
  'client.merged_already': 'problem.client-merged-already',
  'client.merge_circle': 'problem.client-merge-circle',
  'merge.not_found': 'problem.merge-not-found',
  'consent.not_found': 'problem.consent-not-found',
  'consent.wrong_giver': 'problem.consent-wrong-giver',
  'consent.wrong_day': 'problem.consent-wrong-day',
  'contact.not_found': 'problem.contact-not-found',
  'contact.not_yours': 'problem.contact-not-yours',
  'contact.changed_meanwhile': 'problem.contact-changed',
  'contact.no_minutes': 'problem.contact-no-minutes',
  'contact.too_long': 'problem.contact-too-long',
  'contact.in_future': 'problem.contact-in-future',
  'contact.wrong_service': 'problem.contact-wrong-service',
  'contact.wrong_support_question': 'problem.contact-wrong-question',
  'contact.reason_needed': 'problem.contact-reason',
  'contact.nothing_to_register': 'problem.contact-nothing',
  'support_question.not_found': 'problem.question-not-found',
  'support_question.ahead': 'problem.question-ahead',
  'support_question.ends_before_start': 'problem.question-before-start',
  'support_question.ended': 'problem.question-ended',
  'agreement.unknown': 'problem.agreement-unknown',
  'agreement.periods_overlap': 'problem.agreement-overlap',
  'agreement.wrong_period': 'problem.agreement-period',
  'canned_reply.not_found': 'problem.no-canned-reply',
  'canned_reply.shortcut_taken': 'problem.shortcut-taken',
}
