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
}

/** An `application/problem+json` answer (RFC 9457) with a stable code. */
export function problem(c: Context, error: AppError): Response {
  const code = error.code as keyof typeof STATUS
  const status: Status | 500 = STATUS[code] ?? 500
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
