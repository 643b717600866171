import type { Context } from 'hono'
import { takeUpdate } from '../bot/telegram/webhook.ts'
import { ask } from './http/ask.ts'
import { createCannedReply, deleteCannedReply, updateCannedReply } from './http/canned-replies.ts'
import {
  claimCase,
  closeCase,
  handCaseBack,
  leaveCase,
  putDraft,
  readCase,
  referClient,
  reopenCase,
  replyToClient,
  showSuggestions,
  snoozeCase,
  tellPresence,
  transferCase,
  writeNote,
} from './http/cases.ts'
import {
  eraseConversation,
  exportConversation,
  followConversation,
  giveRating,
  putContact,
  readMessages,
  requestHandoff,
  sendMessage,
  startConversation,
  thumb,
  withdrawHandoff,
} from './http/conversations.ts'
import { listFailedDeliveries, resendDelivery } from './http/deliveries.ts'
import { changeAbsence, changeMailNotices, followDesk, showDesk, showInbox } from './http/desk.ts'
import { health, readiness } from './http/health.ts'
import {
  createInvitation,
  deleteInvitation,
  listInvitations,
  showInvitation,
  takeInvitation,
} from './http/invitations.ts'
import { askAsLoggedIn, askWithPassword, logIn, logOut, proveSecondFactor } from './http/log-in.ts'
import { listOrganisations, showOrganisation } from './http/organisations.ts'
import { chatPage, dashboardFile, dashboardPage, pageFile, widgetScript } from './http/pages.ts'
import type { Permission } from './http/permissions.ts'
import { createTeam, deleteTeam, getCalendar, putCalendar, updateTeam } from './http/settings.ts'
import { createRecovery, showRecovery, takeRecovery } from './http/recoveries.ts'
import { finishSingleSignOn, showLogInWays, startSingleSignOn } from './http/single-sign-on.ts'
import {
  changeOrganisation,
  changeOwnPassword,
  changeStaff,
  listStaff,
  noteActivity,
  removeStaff,
  showSession,
} from './http/staff.ts'
import type { Services } from './app.ts'

type Handler = (c: Context, services: Services) => Promise<Response> | Response

type Route = [
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  permission: Permission,
  handler: Handler,
]

/** Every address of the product, with who may call it. */
export const routes: Route[] = [
  ['POST', '/api/v1/ask', 'anyone', ask],
  ['GET', '/api/v1/organisations', 'anyone', listOrganisations],
  ['GET', '/api/v1/organisations/:slug', 'anyone', showOrganisation],
  ['POST', '/api/v1/conversations', 'anyone', startConversation],
  ['POST', '/api/v1/conversations/:id/messages', 'client', sendMessage],
  ['GET', '/api/v1/conversations/:id/messages', 'client', readMessages],
  ['GET', '/api/v1/conversations/:id/events', 'client', followConversation],
  ['POST', '/api/v1/conversations/:id/handoff', 'client', requestHandoff],
  ['POST', '/api/v1/conversations/:id/feedback', 'client', thumb],
  ['GET', '/api/v1/conversations/:id/export', 'client', exportConversation],
  ['DELETE', '/api/v1/conversations/:id', 'client', eraseConversation],
  ['DELETE', '/api/v1/conversations/:id/handoff', 'client', withdrawHandoff],
  ['PUT', '/api/v1/conversations/:id/contact', 'client', putContact],
  ['POST', '/api/v1/conversations/:id/rating', 'client', giveRating],
  ['GET', '/api/v1/desk', 'supporter', showDesk],
  ['GET', '/api/v1/desk/events', 'supporter', followDesk],
  ['POST', '/api/v1/desk/absence', 'supporter', changeAbsence],
  ['PUT', '/api/v1/desk/mail-notices', 'supporter', changeMailNotices],
  ['POST', '/api/v1/desk/canned-replies', 'coordinator', createCannedReply],
  ['PUT', '/api/v1/desk/canned-replies/:id', 'coordinator', updateCannedReply],
  ['DELETE', '/api/v1/desk/canned-replies/:id', 'coordinator', deleteCannedReply],
  ['POST', '/api/v1/desk/teams', 'coordinator', createTeam],
  ['PUT', '/api/v1/desk/teams/:id', 'coordinator', updateTeam],
  ['DELETE', '/api/v1/desk/teams/:id', 'coordinator', deleteTeam],
  ['GET', '/api/v1/desk/work-calendar', 'supporter', getCalendar],
  ['PUT', '/api/v1/desk/work-calendar', 'administrator', putCalendar],
  ['GET', '/api/v1/desk/deliveries/failed', 'supporter', listFailedDeliveries],
  ['POST', '/api/v1/desk/deliveries/:id/resend', 'supporter', resendDelivery],
  ['GET', '/api/v1/desk/conversations', 'supporter', showInbox],
  ['GET', '/api/v1/desk/conversations/:id', 'supporter', readCase],
  ['POST', '/api/v1/desk/conversations/:id/claim', 'supporter', claimCase],
  ['POST', '/api/v1/desk/conversations/:id/replies', 'supporter', replyToClient],
  ['POST', '/api/v1/desk/conversations/:id/notes', 'supporter', writeNote],
  ['POST', '/api/v1/desk/conversations/:id/transfer', 'supporter', transferCase],
  ['POST', '/api/v1/desk/conversations/:id/hand-back', 'supporter', handCaseBack],
  ['POST', '/api/v1/desk/conversations/:id/snooze', 'supporter', snoozeCase],
  ['POST', '/api/v1/desk/conversations/:id/close', 'supporter', closeCase],
  ['POST', '/api/v1/desk/conversations/:id/reopen', 'supporter', reopenCase],
  ['POST', '/api/v1/desk/conversations/:id/referral', 'supporter', referClient],
  ['PUT', '/api/v1/desk/conversations/:id/draft', 'supporter', putDraft],
  ['POST', '/api/v1/desk/conversations/:id/presence', 'supporter', tellPresence],
  ['DELETE', '/api/v1/desk/conversations/:id/presence', 'supporter', leaveCase],
  ['GET', '/api/v1/desk/conversations/:id/suggestions', 'supporter', showSuggestions],
  ['POST', '/api/auth/sign-in/email', 'anyone', logIn],
  ['POST', '/api/auth/sign-in/social', 'anyone', startSingleSignOn],
  ['GET', '/api/auth/callback/oidc', 'anyone', finishSingleSignOn],
  ['POST', '/api/auth/two-factor/verify-totp', 'anyone', proveSecondFactor],
  ['POST', '/api/auth/two-factor/verify-backup-code', 'anyone', proveSecondFactor],
  ['POST', '/api/auth/sign-out', 'anyone', logOut],
  ['POST', '/api/auth/two-factor/enable', 'logged_in', askWithPassword],
  ['POST', '/api/auth/two-factor/generate-backup-codes', 'second_factor', askWithPassword],
  ['POST', '/api/auth/revoke-sessions', 'second_factor', askAsLoggedIn],
  ['GET', '/api/v1/invitations/:token', 'anyone', showInvitation],
  ['POST', '/api/v1/invitations/:token', 'anyone', takeInvitation],
  ['GET', '/api/v1/recoveries/:token', 'anyone', showRecovery],
  ['POST', '/api/v1/recoveries/:token', 'anyone', takeRecovery],
  ['GET', '/api/v1/staff/log-in-ways', 'anyone', showLogInWays],
  ['GET', '/api/v1/staff/session', 'logged_in', showSession],
  ['POST', '/api/v1/staff/activity', 'second_factor', noteActivity],
  ['PUT', '/api/v1/staff/organisation', 'second_factor', changeOrganisation],
  ['PUT', '/api/v1/staff/password', 'second_factor', changeOwnPassword],
  ['GET', '/api/v1/staff/invitations', 'administrator', listInvitations],
  ['POST', '/api/v1/staff/invitations', 'administrator', createInvitation],
  ['DELETE', '/api/v1/staff/invitations/:id', 'administrator', deleteInvitation],
  ['GET', '/api/v1/staff', 'coordinator', listStaff],
  ['PATCH', '/api/v1/staff/:id', 'administrator', changeStaff],
  ['DELETE', '/api/v1/staff/:id', 'administrator', removeStaff],
  ['POST', '/api/v1/staff/:id/recovery', 'administrator', createRecovery],
  ['POST', '/telegram/:organisation', 'telegram', takeUpdate],
  ['GET', '/healthz', 'anyone', health],
  ['GET', '/readyz', 'anyone', readiness],
  ['GET', '/', 'anyone', chatPage],
  ['GET', '/widget.js', 'anyone', widgetScript],
  ['GET', '/assets/*', 'anyone', pageFile],
  ['GET', '/dashboard', 'anyone', dashboardPage],
  ['GET', '/dashboard/assets/*', 'anyone', dashboardFile],
  ['GET', '/dashboard/*', 'anyone', dashboardPage],
]
