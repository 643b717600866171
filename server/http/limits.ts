import { AppError } from '../app-error.ts'
import { createBuckets } from './token-bucket.ts'

/**
 * Far above what a person types, far below what a program can send. Who can be told apart by a token or an account is
 * counted by that and not by his network address: a whole care home sits behind one. Each server process counts for
 * itself.
 */
const WRITING_PER_SESSION = { burst: 300, perSecond: 10 }
/** Reading is cheap, and a tab may have to do it often. */
const READING_PER_SESSION = { burst: 6000, perSecond: 50 }
const PER_ACCOUNT = { burst: 3000, perSecond: 100 }
/** About what one server answers: no organisation can take more of it than all of it for long. */
const PER_ORGANISATION = { burst: 10_000, perSecond: 500 }

/** Whoever has no session yet can only be known by his address: room for all of a care home at once. */
const PER_ADDRESS = { burst: 5000, perSecond: 100 }
const STARTS_PER_ADDRESS = { burst: 1000, perSecond: 5 }
/** Tokens that open nothing: an erased conversation may be asked for once more, thousands are guesses. */
const WRONG_PER_ADDRESS = { burst: 300, perSecond: 1 }

export type Limits = ReturnType<typeof createLimits>

/** Refuses who asks too much, with the seconds to wait. */
export function createLimits() {
  const writing = createBuckets(WRITING_PER_SESSION)
  const reading = createBuckets(READING_PER_SESSION)
  const accounts = createBuckets(PER_ACCOUNT)
  const organisations = createBuckets(PER_ORGANISATION)
  const addresses = createBuckets(PER_ADDRESS)
  const starts = createBuckets(STARTS_PER_ADDRESS)
  const wrong = createBuckets(WRONG_PER_ADDRESS)

  return {
    /** Somebody of whom nothing is known; what takes more work counts for more. */
    stranger: (address: string, cost = 1) => waitAtMost(addresses.take(address, cost)),
    /** A conversation that begins. */
    start: (address: string, organisation: string) =>
      waitAtMost(starts.take(address), organisations.take(organisation)),
    /** The client of a conversation. */
    client: (organisation: string, session: string, isReading: boolean) =>
      waitAtMost((isReading ? reading : writing).take(session), organisations.take(organisation)),
    /** Somebody at the desk. */
    account: (userId: string) => waitAtMost(accounts.take(userId)),
    /** A secret was none: who showed too many of those is told to wait instead. */
    guessed: (address: string) => waitAtMost(wrong.take(address)),
    /** What was counted for an organisation was not its client's. */
    givenBack: (organisation: string) => organisations.giveBack(organisation),
  }
}

function waitAtMost(...seconds: number[]): void {
  const longest = Math.max(...seconds)
  if (longest > 0) throw new AppError('request.too_many', { retryAfterSeconds: Math.ceil(longest) })
}
