import type { Context } from 'hono'
import { AppError } from '../app-error.ts'

/** The HTTP status of each known failure; what is not listed here is a fault of ours. */
const STATUS = {
  'request.invalid_json': 400,
  'request.invalid': 400,
  'request.too_large': 413,
  'route.not_found': 404,
  'agreement.unknown': 400,
  'organisation.not_found': 404,
  'conversation.not_found': 404,
  'conversation.no_such_choice': 409,
  'conversation.no_such_answer': 404,
  'message.id_reused': 409,
  'telegram.wrong_secret': 401,
  'origin.not_allowed': 403,
  'request.too_many': 429,
  'method.not_allowed': 405,
  'server.unavailable': 503,
} as const

type Status = (typeof STATUS)[keyof typeof STATUS]

const TITLES: Record<keyof typeof STATUS, string> = {
  'request.invalid_json': 'The body is not valid JSON',
  'request.invalid': 'The request does not have the right shape',
  'request.too_large': 'The body is too large',
  'route.not_found': 'There is nothing at this address',
  'agreement.unknown': 'No such agreement',
  'organisation.not_found': 'No such organisation',
  'conversation.not_found': 'No such conversation, or not yours',
  'conversation.no_such_choice': 'That choice was not offered',
  'conversation.no_such_answer': 'There is no such answer in this conversation',
  'telegram.wrong_secret': 'The secret that Telegram was given is missing or wrong',
  'message.id_reused': 'This id was used for another message',
  'origin.not_allowed': 'The organisation does not allow its chat on this site',
  'request.too_many': 'Too many requests; wait as long as Retry-After says',
  'method.not_allowed': 'This address does not know that method',
  'server.unavailable': 'Not available for a moment; try again',
}

/** An `application/problem+json` answer (RFC 9457) with a stable code. */
export function problem(c: Context, error: AppError): Response {
  const code = error.code as keyof typeof STATUS
  const status: Status | 500 = STATUS[code] ?? 500
  const { retryAfterSeconds } = error.details
  if (retryAfterSeconds !== undefined) c.header('Retry-After', String(retryAfterSeconds))
  return c.body(
    JSON.stringify({
      type: 'about:blank',
      title: TITLES[code] ?? 'Something went wrong',
      status,
      code: error.code,
      ...error.details,
    }),
    status,
    { 'content-type': 'application/problem+json' },
  )
}
