/** What the server would not do, under its stable code; `offline` when it could not be reached. */
export class Refusal extends Error {
  readonly code: string
  readonly details: { reason?: string; retryAfterSeconds?: number }

  constructor(code: string, details = {}) {
    super(code)
    this.code = code
    this.details = details
  }
}

export type Organisation = { id: string; slug: string; name: string; role: string }

export type StaffSession = {
  name: string
  email: string
  hasSecondFactor: boolean
  organisationId: string | null
  organisations: Organisation[]
}

export type InvitationFor = {
  organisations: string[]
  role: 'supporter' | 'coordinator' | 'administrator'
  email: string | null
  hasAccount: boolean
}

export type RecoveryFor = { name: string; email: string; losesSecondFactor: boolean }

type Accepted = { name: string; firstName: string; email?: string; password: string }

/** Asks the server something in the session of this browser. */
export async function call<T>(method: string, path: string, body?: object): Promise<T> {
  const content =
    body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(`/api${path}`, { method, ...content }).catch(() => {
    throw new Refusal('offline')
  })
  const answer = await response.json().catch(() => ({}))
  if (!response.ok) throw new Refusal(answer.code ?? 'server.failed', answer)
  return answer
}

const twoFactor = <T>(verb: string, body: object) => call<T>('POST', `/auth/two-factor/${verb}`, body)
const recovery = (token: string) => `/v1/recoveries/${encodeURIComponent(token)}`
const invitation = (token: string) => `/v1/invitations/${encodeURIComponent(token)}`

export const api = {
  session: () => call<StaffSession>('GET', '/v1/staff/session'),
  logIn: (email: string, password: string) =>
    call<{ twoFactorRedirect?: boolean }>('POST', '/auth/sign-in/email', { email, password }),
  logInWays: () => call<{ singleSignOn: { name: string | null } | null }>('GET', '/v1/staff/log-in-ways'),
  leaveForSingleSignOn: () => call<{ url: string }>('POST', '/auth/sign-in/social', {}),
  logOut: () => call<unknown>('POST', '/auth/sign-out', {}),
  proveByCode: (code: string) => twoFactor('verify-totp', { code }),
  proveByRecoveryCode: (code: string) => twoFactor('verify-backup-code', { code }),
  startSecondFactor: (password: string) =>
    twoFactor<{ totpURI: string; backupCodes: string[] }>('enable', { password }),
  chooseOrganisation: (organisationId: string) =>
    call<unknown>('PUT', '/v1/staff/organisation', { organisationId }),
  invitation: (token: string) => call<InvitationFor>('GET', invitation(token)),
  recovery: (token: string) => call<RecoveryFor>('GET', recovery(token)),
  recover: (token: string, password: string) =>
    call<{ email: string }>('POST', recovery(token), { password }),
  accept: (token: string, accepted: Accepted) => call<{ email: string }>('POST', invitation(token), accepted),
}
