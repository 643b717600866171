import type { Context, MiddlewareHandler } from 'hono'
import type { Db } from '../../db/client.ts'
import { AppError } from '../app-error.ts'
import { embeddingRules, type EmbeddingRule } from '../conversations/organisations.ts'
import { tokenOf } from './client.ts'

const RULES_HOLD_MS = 30_000
const PREFLIGHT_HOLDS_SECONDS = 600

/** Which sites may show the chat of which organisation, as the organisations have set it. */
export function createOrigins(db: Db, publicUrl: string | null) {
  let rules: { at: number; rules: Promise<EmbeddingRule[]> } | null = null

  async function currentRules(): Promise<EmbeddingRule[]> {
    if (!rules || Date.now() - rules.at > RULES_HOLD_MS) {
      const read = { at: Date.now(), rules: embeddingRules(db) }
      read.rules.catch(() => {
        if (rules === read) rules = null
      })
      rules = read
    }
    return rules.rules
  }

  /** Whether the page that asks is ours, or one that the organisation (any, when it is not known yet) allows. */
  async function mayAsk(c: Context, concerns: (rule: EmbeddingRule) => boolean): Promise<boolean> {
    const origin = c.req.header('origin')
    if (origin === undefined || isOwn(c, origin)) return true
    const concerned = (await currentRules()).filter(concerns)
    return (
      concerned.length === 0 ||
      concerned.some(({ allowedOrigins }) => allowedOrigins === null || allowedOrigins.includes(origin))
    )
  }

  /** Whether the page is one of ours, by whichever name this server was reached. */
  function isOwn(c: Context, origin: string): boolean {
    const host = c.req.header('host') ?? new URL(c.req.url).host
    return URL.canParse(origin) && (new URL(origin).host === host || origin === publicOrigin)
  }
  const publicOrigin = publicUrl && new URL(publicUrl).origin

  /** Answers a browser that asks whether a page may call us, and refuses pages that may not. */
  const crossOrigin: MiddlewareHandler = async (c, next) => {
    const organisation = tokenOf(c)?.split('.')[0]
    if (!(await mayAsk(c, ({ id }) => organisation === undefined || id === organisation)))
      throw new AppError('origin.not_allowed')
    const origin = c.req.header('origin')
    if (origin === undefined) return next()
    const asksWhetherItMay = c.req.method === 'OPTIONS'
    if (!asksWhetherItMay) await next()
    c.header('Vary', 'Origin')
    c.header('Access-Control-Allow-Origin', origin)
    c.header(
      'Access-Control-Expose-Headers',
      'Retry-After, API-Version, Content-Disposition, Wegwijs-Left-Out',
    )
    if (!asksWhetherItMay) return undefined
    c.header('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE')
    c.header('Access-Control-Allow-Headers', 'Authorization, Content-Type, Last-Event-ID')
    c.header('Access-Control-Max-Age', String(PREFLIGHT_HOLDS_SECONDS))
    return c.body(null, 204)
  }

  /** Throws when the page that asks may not show this organisation's chat. */
  async function requireFor(c: Context, slug: string): Promise<void> {
    if (!(await mayAsk(c, (rule) => rule.slug === slug))) throw new AppError('origin.not_allowed')
  }

  return { crossOrigin, requireFor, isOwn }
}

export type Origins = ReturnType<typeof createOrigins>
