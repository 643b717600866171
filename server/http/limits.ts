import { AppError } from '../app-error.ts'
import { createBuckets } from './token-bucket.ts'

/**
 * Far above what a person types, far below what a program can send. Counted per conversation and never per network
 * address: a whole care home sits behind one. Each server process counts for itself.
 */
const PER_SESSION = { burst: 300, perSecond: 10 }
/** About what one server answers: no organisation can take more of it than all of it for long. */
const PER_ORGANISATION = { burst: 10_000, perSecond: 500 }

/** Refuses a session, or an organisation as a whole, that asks too much, with the seconds to wait. */
export function createLimits() {
  const ofSession = createBuckets(PER_SESSION)
  const ofOrganisation = createBuckets(PER_ORGANISATION)

  return function withinLimits(organisation: string, session?: string): void {
    const seconds = Math.max(session === undefined ? 0 : ofSession(session), ofOrganisation(organisation))
    if (seconds > 0) throw new AppError('request.too_many', { retryAfterSeconds: Math.ceil(seconds) })
  }
}

export type Limits = ReturnType<typeof createLimits>
