import { AsyncLocalStorage } from 'node:async_hooks'
import { createAuthMiddleware } from 'better-auth/api'
import { deleteSessionCookie } from 'better-auth/cookies'
import { genericOAuth } from 'better-auth/plugins'

/** The log-in that an organisation has for all its staff, by OpenID Connect. */
export type SingleSignOn = {
  issuer: string
  clientId: string
  clientSecret: string
  /** What its button calls it. */
  name: string | null
}

export const PROVIDER = 'oidc'
/** Where the page asks for the code, or says that this way was closed. */
export const AFTER_SINGLE_SIGN_ON = {
  done: '/dashboard',
  code: '/dashboard?log-in=code',
  refused: '/dashboard?log-in=refused',
}

/** Methods that are more than a password: of RFC 8176, and what Microsoft calls its own. */
const SECOND_FACTORS = new Set(['mfa', 'ngcmfa', 'otp', 'hwk', 'sc', 'fido'])
const CHALLENGE_SECONDS = 10 * 60

/** What is found out about one coming back from that log-in, while it is dealt with. */
const comingBack = new AsyncLocalStorage<{ showedSecondFactor: boolean }>()

export const whileComingBack = <T>(work: () => Promise<T>): Promise<T> =>
  comingBack.run({ showedSecondFactor: false }, work)

export const showedSecondFactorThere = () => comingBack.getStore()?.showedSecondFactor ?? false

export function singleSignOn({ issuer, clientId, clientSecret }: SingleSignOn) {
  return genericOAuth({
    config: [
      {
        providerId: PROVIDER,
        discoveryUrl: `${issuer.replace(/\/$/u, '')}/.well-known/openid-configuration`,
        clientId,
        clientSecret,
        scopes: ['openid', 'email'],
        requireIdTokenVerification: true,
        // Who may work here is for an administrator to say, by an invitation.
        disableSignUp: true,
        accountSubject: ({ tokens, profile }) => {
          const claims = claimsOf(tokens.idToken)
          if (profile.emailVerified !== true) return ''
          const store = comingBack.getStore()
          if (store) store.showedSecondFactor = claims.amr.some((method) => SECOND_FACTORS.has(method))
          return claims.sub
        },
      },
    ],
  })
}

/** Of a token whose signature, issuer and audience were checked; without one nobody comes in. */
function claimsOf(idToken: string | undefined): { sub: string; amr: string[] } {
  const [, claims] = idToken?.split('.') ?? []
  if (!claims) return { sub: '', amr: [] }
  const { sub, amr } = JSON.parse(Buffer.from(claims, 'base64url').toString())
  return { sub, amr: Array.isArray(amr) ? amr : [] }
}

/** Whoever has a second factor here and showed none there is asked for its code, as after a password. */
export const askCodeAfterwards = createAuthMiddleware(async (context) => {
  const { newSession, internalAdapter, createAuthCookie, secret } = context.context
  if (context.path !== '/callback/:id' || !newSession?.user.twoFactorEnabled) return
  if (showedSecondFactorThere()) return
  deleteSessionCookie(context, true)
  await internalAdapter.deleteSession(newSession.session.token)
  context.context.setNewSession(null)
  const cookie = createAuthCookie('two_factor', { maxAge: CHALLENGE_SECONDS })
  const identifier = `2fa-${crypto.randomUUID()}`
  const expiresAt = new Date(Date.now() + CHALLENGE_SECONDS * 1000)
  await internalAdapter.createVerificationValue({ identifier, value: newSession.user.id, expiresAt })
  await internalAdapter.createVerificationValue({
    identifier: `2fa-attempts-${identifier}`,
    value: '0',
    expiresAt,
  })
  await context.setSignedCookie(cookie.name, identifier, secret, cookie.attributes)
  throw context.redirect(AFTER_SINGLE_SIGN_ON.code)
})
