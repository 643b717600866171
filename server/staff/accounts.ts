import { betterAuth } from 'better-auth'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { isAPIError } from 'better-auth/api'
import { twoFactor } from 'better-auth/plugins'
import type { Db } from '../../db/client.ts'
import { credentials, rateLimits, secondFactors, sessions, users, verifications } from '../../db/schema.ts'
import { derivedKey } from '../../db/sealing.ts'
import type { Store } from '../store.ts'
import { countWithin, dropOldCounts } from './attempts.ts'
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from './passwords.ts'
import { newRecoveryCodes } from './recovery-codes.ts'
import { dropEndedSessions, dropUnproven, LONGEST_SESSION_HOURS } from './session.ts'
import {
  AFTER_SINGLE_SIGN_ON,
  askCodeAfterwards,
  showedSecondFactorThere,
  singleSignOn,
  type SingleSignOn,
} from './single-sign-on.ts'
import { refuseUsedCodes } from './used-codes.ts'

/** The header in which the door says from which network address a request came. */
export const ADDRESS_HEADER = 'x-wegwijs-address'

/** What an address may try in a minute: a care home sits behind one, and all staff do behind a proxy of ours. */
const PER_ADDRESS = { window: 60, max: 120 }

/** By these somebody shows that he has the second factor. */
const PROVES_SECOND_FACTOR = new Set(['/two-factor/verify-totp', '/two-factor/verify-backup-code'])

export type AccountSettings = {
  publicUrl: string | null
  /** Without it staff log in by their password alone. */
  singleSignOn?: SingleSignOn | null
  now: () => Date
  failed: (message: string) => void
}

/** Who can log in, by which proofs, and their sessions. */
export function createAccounts(store: Store, settings: AccountSettings) {
  const secret = Buffer.from(derivedKey(store.masterKey, 'staff sessions')).toString('base64')
  const isSecure = settings.publicUrl?.startsWith('https:') ?? false
  let signOn: ReturnType<typeof authOn> | null = null
  return {
    auth: authOn(store.db, secret, isSecure, { ...settings, singleSignOn: null }),
    /** Apart, and first made when it is used: passwords have to work while that log-in cannot be reached. */
    signOn: () => (signOn ??= authOn(store.db, secret, isSecure, settings)),
    singleSignOn: settings.singleSignOn ?? null,
    secret,
    sessionCookie: `${cookiePrefix(isSecure)}.session_token`,
    /** Names whoever gave his password and still has to show his second factor. */
    secondFactorCookie: `${cookiePrefix(isSecure)}.two_factor`,
    now: settings.now,
  }
}

/** A browser takes a cookie of this name from this host alone, over TLS, and for all of its addresses. */
const cookiePrefix = (isSecure: boolean) => `${isSecure ? '__Host-' : ''}wegwijs`

export type Accounts = ReturnType<typeof createAccounts>

function authOn(db: Db, secret: string, isSecure: boolean, settings: AccountSettings) {
  const { publicUrl, now, failed } = settings
  const schema = {
    user: users,
    session: sessions,
    account: credentials,
    verification: verifications,
    twoFactor: secondFactors,
    rateLimit: rateLimits,
  }
  return betterAuth({
    appName: 'Wegwijs',
    secret,
    baseURL: publicUrl ? new URL(publicUrl).origin : 'http://127.0.0.1',
    basePath: '/api/auth',
    telemetry: { enabled: false },
    logger: { level: 'error', log: (_level, message) => failed(message) },
    database: drizzleAdapter(db, { provider: 'pg', schema, transaction: false }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: SHORTEST_PASSWORD,
      maxPasswordLength: LONGEST_PASSWORD,
    },
    session: {
      expiresIn: LONGEST_SESSION_HOURS * 3600,
      disableSessionRefresh: true,
      additionalFields: {
        organisationId: { type: 'string', required: false, input: false, returned: false },
        secondFactorAt: { type: 'date', required: false, input: false, returned: false },
        usedAt: { type: 'date', required: false, input: false, returned: false },
      },
    },
    account: { updateAccountOnSignIn: false },
    databaseHooks: {
      account: {
        create: {
          // Who he is there is all that is needed; his tokens would open more than this.
          before: async (account) => ({
            data: { ...account, accessToken: null, refreshToken: null, idToken: null },
          }),
        },
      },
      session: {
        create: {
          async before(session, context) {
            const at = now()
            const isProven = PROVES_SECOND_FACTOR.has(context?.path ?? '') || showedSecondFactorThere()
            return {
              data: { ...session, createdAt: at, usedAt: at, secondFactorAt: isProven ? at : null },
            }
          },
          async after({ id, userId, secondFactorAt }) {
            await dropEndedSessions(db, userId, now())
            await dropOldCounts(db, now().getTime())
            if (secondFactorAt) await dropUnproven(db, userId, id)
          },
        },
      },
    },
    // What somebody may not do is answered to him; only what broke is for the log.
    onAPIError: {
      onError: (error) => void (isAPIError(error) || failed(String(error))),
      errorURL: AFTER_SINGLE_SIGN_ON.refused,
    },
    hooks: { before: refuseUsedCodes(db, secret), after: askCodeAfterwards },
    rateLimit: {
      enabled: true,
      customStorage: { consume: (key, rule) => countWithin(db, `address ${key}`, rule, now().getTime()) },
      customRules: {
        '/sign-in/*': PER_ADDRESS,
        '/two-factor/*': PER_ADDRESS,
        '/callback/*': PER_ADDRESS,
      },
    },
    advanced: {
      cookiePrefix: cookiePrefix(isSecure),
      // The door refuses other sites before anything is asked here, by one rule for all that staff may do.
      disableCSRFCheck: true,
      // It would set a prefix of its own, of less weight than ours.
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', secure: isSecure },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
    },
    plugins: [
      twoFactor({
        issuer: 'Wegwijs',
        // A device that is left on a desk is not a second factor: none is ever trusted.
        trustDeviceMaxAge: 0,
        backupCodeOptions: { customBackupCodesGenerate: newRecoveryCodes },
      }),
      ...(settings.singleSignOn ? [singleSignOn(settings.singleSignOn)] : []),
    ],
  })
}
