import { PASSWORD } from '../staff.ts'
import type { Made } from './example.ts'
import type { Workplace } from './workplace.ts'

const NEW_PASSWORD = 'groene-egel-drinkt-thee'
const tokenIn = ({ link }: { link: string }) => link.slice(link.lastIndexOf('/') + 1)
const somebody = (at: Workplace) => at.staff('supporter', 'Dirk')

/** For every route by which staff log in and are managed, and for the pages. */
export const examplesOfAccounts: Record<string, Made> = {
  'POST /api/auth/sign-in/email': async (at) => ({
    path: '/api/auth/sign-in/email',
    body: { email: (await somebody(at)).email, password: PASSWORD },
  }),
  'POST /api/auth/sign-in/social': {
    path: '/api/auth/sign-in/social',
    body: {},
    refused: 'route.not_found',
  },
  'GET /api/auth/callback/oidc': {
    path: '/api/auth/callback/oidc?code=x&state=y',
    refused: 'route.not_found',
  },
  'POST /api/auth/two-factor/verify-totp': {
    path: '/api/auth/two-factor/verify-totp',
    body: { code: '000000' },
    refused: 'staff.log_in_again',
  },
  'POST /api/auth/two-factor/verify-backup-code': {
    path: '/api/auth/two-factor/verify-backup-code',
    body: { code: 'herst-elcode' },
    refused: 'staff.log_in_again',
  },
  'POST /api/auth/sign-out': { path: '/api/auth/sign-out' },
  'POST /api/auth/two-factor/enable': {
    path: '/api/auth/two-factor/enable',
    body: { password: PASSWORD },
    refused: 'staff.second_factor_exists',
  },
  'POST /api/auth/two-factor/generate-backup-codes': {
    path: '/api/auth/two-factor/generate-backup-codes',
    body: { password: PASSWORD },
  },
  'POST /api/auth/revoke-sessions': { path: '/api/auth/revoke-sessions' },
  'GET /api/v1/invitations/:token': async (at) => ({
    path: `/api/v1/invitations/${tokenIn(await at.invitation())}`,
  }),
  'POST /api/v1/invitations/:token': async (at) => ({
    path: `/api/v1/invitations/${tokenIn(await at.invitation())}`,
    body: {
      name: 'Els Smit',
      firstName: 'Els',
      email: `els-${Date.now()}@voorbeeld.nl`,
      password: NEW_PASSWORD,
    },
  }),
  'GET /api/v1/recoveries/:token': async (at) => ({
    path: `/api/v1/recoveries/${tokenIn(await at.recovery())}`,
  }),
  'POST /api/v1/recoveries/:token': async (at) => ({
    path: `/api/v1/recoveries/${tokenIn(await at.recovery())}`,
    body: { password: NEW_PASSWORD },
  }),
  'GET /api/v1/staff/log-in-ways': { path: '/api/v1/staff/log-in-ways' },
  'GET /api/v1/staff/session': { path: '/api/v1/staff/session' },
  'POST /api/v1/staff/activity': { path: '/api/v1/staff/activity' },
  'PUT /api/v1/staff/organisation': async (at) => ({
    path: '/api/v1/staff/organisation',
    body: { organisationId: at.anna.organisationId },
  }),
  'PUT /api/v1/staff/password': {
    path: '/api/v1/staff/password',
    body: { currentPassword: PASSWORD, newPassword: NEW_PASSWORD },
  },
  'GET /api/v1/staff/invitations': { path: '/api/v1/staff/invitations' },
  'POST /api/v1/staff/invitations': { path: '/api/v1/staff/invitations', body: { role: 'supporter' } },
  'DELETE /api/v1/staff/invitations/:id': async (at) => ({
    path: `/api/v1/staff/invitations/${(await at.invitation()).id}`,
  }),
  'GET /api/v1/staff': { path: '/api/v1/staff' },
  'PATCH /api/v1/staff/:id': async (at) => ({
    path: `/api/v1/staff/${(await somebody(at)).staffId}`,
    body: { role: 'coordinator' },
  }),
  'DELETE /api/v1/staff/:id': async (at) => ({ path: `/api/v1/staff/${(await somebody(at)).staffId}` }),
  'POST /api/v1/staff/:id/recovery': async (at) => ({
    path: `/api/v1/staff/${(await somebody(at)).staffId}/recovery`,
    body: { losesSecondFactor: false },
  }),
  'POST /telegram/:organisation': {
    path: '/telegram/shared',
    body: { update_id: 1 },
    refused: 'route.not_found',
  },
  'GET /healthz': { path: '/healthz' },
  'GET /readyz': { path: '/readyz' },
  'GET /': { path: '/' },
  'GET /widget.js': { path: '/widget.js' },
  'GET /assets/*': { path: '/assets/none.js', refused: 'route.not_found' },
  'GET /dashboard': { path: '/dashboard' },
  'GET /dashboard/assets/*': { path: '/dashboard/assets/none.js', refused: 'route.not_found' },
  'GET /dashboard/*': { path: '/dashboard/clients' },
}
