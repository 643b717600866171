import { createHmac } from 'node:crypto'
import { APIError, createAuthMiddleware, getSessionFromCtx } from 'better-auth/api'
import { symmetricDecrypt } from 'better-auth/crypto'
import { and, eq, isNull, lt, or } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { secondFactors } from '../../db/schema.ts'

const STEP_MS = 30_000
/** The steps whose code is taken now, and the one that is by the time that the code is looked at. */
const TAKEN_AROUND_NOW = [-1, 0, 1, 2]

type AuthContext = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0]

/** Refuses a code of the authenticator that was taken before: who looked over a shoulder has nothing to it. */
export function refuseUsedCodes(db: Db, secret: string) {
  return createAuthMiddleware(async (context) => {
    if (context.path !== '/two-factor/verify-totp') return
    const userId = await whoProves(context)
    const code: unknown = context.body?.code
    if (userId && typeof code === 'string' && !(await take(db, secret, userId, code)))
      throw APIError.from('UNAUTHORIZED', { code: 'INVALID_CODE', message: 'used before' })
  })
}

/** Whoever takes a second factor into use has a session; whoever logs in by it has shown his password. */
async function whoProves(context: AuthContext): Promise<string | null> {
  const session = await getSessionFromCtx(context)
  if (session) return session.user.id
  const { createAuthCookie, secret, internalAdapter } = context.context
  const shown = await context.getSignedCookie(createAuthCookie('two_factor').name, secret)
  const challenge = shown ? await internalAdapter.findVerificationValue(shown) : null
  return challenge?.value ?? null
}

/** Whether a code may be tried. A right one is written down, so that of two at the same time one is refused. */
async function take(db: Db, secret: string, userId: string, code: string): Promise<boolean> {
  const [factor] = await db.select().from(secondFactors).where(eq(secondFactors.userId, userId))
  if (!factor) return true
  const key = await symmetricDecrypt({ key: secret, data: factor.secret })
  const current = Math.floor(Date.now() / STEP_MS)
  const step = TAKEN_AROUND_NOW.map((each) => current + each).find((each) => codeAt(key, each) === code)
  if (step === undefined) return true
  const { id, lastUsedStep } = secondFactors
  const isNewer = or(isNull(lastUsedStep), lt(lastUsedStep, step))
  const taken = await db
    .update(secondFactors)
    .set({ lastUsedStep: step })
    .where(and(eq(id, factor.id), isNewer))
    .returning({ id })
  return taken.length > 0
}

/** The code of six digits of a step (RFC 6238). */
function codeAt(key: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const hash = createHmac('sha1', key).update(counter).digest()
  const number = hash.readUInt32BE(hash.at(-1)! & 15) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}
