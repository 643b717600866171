import { GrammyError, HttpError, type Api } from 'grammy'
import type { Call } from '../../server/chats/open-chat.ts'

/** What came of one call of Telegram's. */
export type Outcome =
  | { kind: 'done' }
  /** Telegram asks to be left alone for so long. */
  | { kind: 'wait'; seconds: number }
  /** It may do later; `uncertain` when it may have arrived all the same. */
  | { kind: 'later'; failure: string; uncertain: boolean }
  /** Nothing can be said in this chat any more. */
  | { kind: 'closed'; failure: string }
  | { kind: 'refused'; failure: string }

/** Telegram always says how long; this is for whoever stands in its place and does not. */
const WAIT_SECONDS = 5
const CLOSED = /chat not found|user is deactivated|PEER_ID_INVALID|bot was (?:blocked|kicked)/iu
/** What was to be changed is so already, or is no longer there. */
const NO_MATTER = /not modified|message to edit not found|message can't be edited/iu
/** Failures to connect: nothing was sent. */
const UNCONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/** Makes a call. Every failure has its outcome, so this never throws. */
export async function attempt(api: Api, { method, params }: Call, signal: AbortSignal): Promise<Outcome> {
  try {
    await callByName(api, method)(params, signal)
    return { kind: 'done' }
  } catch (error) {
    return outcomeOf(error, method)
  }
}

type AnyCall = (params: object, signal: AbortSignal) => Promise<unknown>

/** grammY has a function for every method of Telegram's, by its name; ours come from the features of this bot. */
function callByName(api: Api, method: string): AnyCall {
  return (api.raw as unknown as Record<string, AnyCall>)[method]!
}

export function outcomeOf(error: unknown, method: string): Outcome {
  if (!(error instanceof GrammyError)) return lost(error)
  const { error_code: code, description, parameters } = error
  const failure = `${code} ${description}`
  if (code === 429) return { kind: 'wait', seconds: parameters.retry_after ?? WAIT_SECONDS }
  if (code >= 500) return { kind: 'later', failure, uncertain: true }
  if (code === 403 || CLOSED.test(description)) return { kind: 'closed', failure }
  if (NO_MATTER.test(description)) return { kind: 'done' }
  // A token that is refused says nothing of the message; a method that is not known will not be known later.
  const isToken = code === 401 || (code === 404 && method === 'sendMessage')
  return isToken ? { kind: 'later', failure, uncertain: false } : { kind: 'refused', failure }
}

/** No answer of Telegram's: it may never have heard, or its answer was lost. */
function lost(error: unknown): Outcome {
  const code = codeIn(error)
  return { kind: 'later', failure: code ?? 'no answer', uncertain: !code || !UNCONNECTED.has(code) }
}

/** The code alone: the message of a failed request holds the bot's token. */
function codeIn(error: unknown): string | null {
  const cause = error instanceof HttpError ? error.error : error
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null
}

/** What may be logged of a failure: neither the token nor what somebody wrote. */
export function plainly(error: unknown): string {
  if (error instanceof GrammyError) return `${error.method}: ${error.error_code} ${error.description}`
  if (error instanceof HttpError) return `${error.message} ${codeIn(error) ?? ''}`.trim()
  return error instanceof Error ? `${error.name} ${codeIn(error) ?? ''}`.trim() : 'unknown'
}
