import type { Role } from '../../../server/http/desk-shapes.ts'
import { call, Refusal } from '../log-in/api.ts'

export const ROLES = ['supporter', 'coordinator', 'administrator'] as const satisfies Role[]

export type Member = {
  id: string
  role: Role
  firstName: string
  name: string
  email: string
  hasSecondFactor: boolean
}

export type OpenInvitation = { id: string; email: string | null; role: Role; expiresAt: string }

/** Who is logged in gives no address that could be wrong as well. */
function ofPasswordAlone(error: unknown): never {
  const isPassword = error instanceof Refusal && error.code === 'staff.wrong_password'
  throw isPassword ? new Refusal('own.wrong_password') : error
}

type Made = { link: string }

export const staffApi = {
  members: () => call<{ staff: Member[] }>('GET', '/v1/staff'),
  changeRole: (id: string, role: Role) => call<unknown>('PATCH', `/v1/staff/${id}`, { role }),
  remove: (id: string) => call<unknown>('DELETE', `/v1/staff/${id}`),
  offerRecovery: (id: string, losesSecondFactor: boolean) =>
    call<Made>('POST', `/v1/staff/${id}/recovery`, { losesSecondFactor }),
  invitations: () => call<{ invitations: OpenInvitation[] }>('GET', '/v1/staff/invitations'),
  invite: (role: Role, email: string | null) => call<Made>('POST', '/v1/staff/invitations', { role, email }),
  withdraw: (id: string) => call<unknown>('DELETE', `/v1/staff/invitations/${id}`),
  changePassword: (currentPassword: string, newPassword: string) =>
    call<unknown>('PUT', '/v1/staff/password', { currentPassword, newPassword }).catch(ofPasswordAlone),
  newRecoveryCodes: (password: string) =>
    call<{ backupCodes: string[] }>('POST', '/auth/two-factor/generate-backup-codes', { password }).catch(
      ofPasswordAlone,
    ),
  logOutEverywhere: () => call<unknown>('POST', '/auth/revoke-sessions', {}),
}
