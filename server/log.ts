import { pino, type DestinationStream, type Level } from 'pino'

/** The log of the product: codes, ids and where in the code, never what somebody wrote or who it is about. */
export const createLog = (level: Level | 'silent', destination: DestinationStream) =>
  pino({ level, serializers: { err: withoutValues } }, destination)

/** A query that failed is told without what was in it: that may be about a client. */
function withoutValues(error: unknown) {
  if (!(error instanceof Error)) return { message: 'what was thrown is no error' }
  const cause = 'params' in error && error.cause instanceof Error ? error.cause : error
  const { type, stack } = pino.stdSerializers.err(cause)
  const code = 'code' in cause ? String(cause.code) : undefined
  // What PostgreSQL says of a row that it refuses holds the row ("Key (email)=(…) already exists").
  const isOfDatabase = 'severity' in cause || 'detail' in cause
  const message = isOfDatabase ? `the database refused (${code})` : cause.message
  return { type, message, code, stack: isOfDatabase ? withoutFirstLine(stack) : stack }
}

const withoutFirstLine = (stack: string) =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /u.test(line))
    .join('\n')
