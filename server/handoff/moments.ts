import { and, eq, isNotNull, lte, min } from 'drizzle-orm'
import { conversations, handoffs } from '../../db/schema.ts'
import {
  changing,
  noSuchConversation,
  openConversation,
  type Desk,
  type OpenConversation,
} from '../conversations/conversation.ts'
import { append } from '../conversations/messages.ts'
import { CHANGED } from '../conversations/news.ts'
import { releaseIn } from '../conversations/release.ts'
import { record } from '../conversations/steps.ts'
import { texts, type Locale } from '../texts.ts'
import { atShareOfTerm } from '../workcalendar/term.ts'
import { MOST, NEARLY_ALL, type Handoff } from './hand-off.ts'
import { isPresent } from './promise.ts'

/** Does what is due at certain moments of a term, at those moments. */
export type Moments = {
  start: () => void
  /** Does all that is due by now. */
  look: () => Promise<void>
  stop: () => void
}

/** A timer cannot be trusted over a night in which the machine slept. */
const LONGEST_SLEEP_MS = 3_600_000
const TRY_AGAIN_MS = 10_000
const AT_ONCE = 100

/** Several servers may do this at once: the row's own moment says whether something is still to be done. */
export function createMoments(
  desk: Desk,
  { now, failed }: { now: () => Date; failed: (error: unknown) => void },
): Moments {
  let timer: NodeJS.Timeout | null = null
  let isStopped = false

  function wakeIn(ms: number): void {
    if (isStopped) return
    if (timer) clearTimeout(timer)
    timer = setTimeout(() => void lookAndSleep(), ms).unref()
  }

  async function lookAndSleep(): Promise<void> {
    try {
      await look()
      const next = await nextMoment(desk)
      const ms = next ? next.getTime() - now().getTime() : LONGEST_SLEEP_MS
      wakeIn(Math.min(Math.max(ms, 0), LONGEST_SLEEP_MS))
    } catch (error) {
      failed(error)
      wakeIn(TRY_AGAIN_MS)
    }
  }

  async function look(): Promise<void> {
    for (;;) {
      const due = await desk.db
        .select()
        .from(handoffs)
        .where(and(isNotNull(handoffs.nextMomentAt), lte(handoffs.nextMomentAt, now())))
        .orderBy(handoffs.nextMomentAt)
        .limit(AT_ONCE)
      const reached = await Promise.allSettled(due.map((each) => reach(desk, each, now())))
      // What fails must not keep the others waiting.
      const refused = reached.find(({ status }) => status === 'rejected')
      if (refused) throw (refused as PromiseRejectedResult).reason
      if (due.length < AT_ONCE) return
    }
  }

  desk.bus.listen(
    CHANGED,
    (subject) => {
      if (/handed_off|reopened/u.test(subject)) wakeIn(0)
    },
    () => wakeIn(0),
  )

  return {
    start: () => wakeIn(0),
    look,
    stop() {
      isStopped = true
      if (timer) clearTimeout(timer)
    },
  }
}

async function nextMoment({ db }: Desk): Promise<Date | null> {
  const [row] = await db
    .select({ next: min(handoffs.nextMomentAt) })
    .from(handoffs)
    .where(isNotNull(handoffs.nextMomentAt))
  return row?.next ?? null
}

function reach(desk: Desk, { id, organisationId, conversationId }: Handoff, now: Date): Promise<void> {
  return changing(
    desk,
    { organisationId, conversationId },
    async (tx) => {
      const open = await openConversation(tx, desk.masterKey, eq(conversations.id, conversationId), 'lock')
      if (!open) throw noSuchConversation()
      return open
    },
    async (open) => {
      // Another server may have been first, or a supporter.
      const [handoff] = await open.tx.select().from(handoffs).where(eq(handoffs.id, id))
      if (handoff?.nextMomentAt && handoff.nextMomentAt <= now) await reachIn(open, handoff, now)
    },
  )
}

/** Of several moments that have passed, only the last one still means something. */
async function reachIn(open: OpenConversation, handoff: Handoff, now: Date): Promise<void> {
  const { hours, daysOff, daysOn } = handoff.calendar
  const calendar = { hours, daysOffAdded: daysOff, daysOffDropped: daysOn }
  const at = (share: number) => atShareOfTerm(handoff.requestedAt, handoff.dueAt, share, calendar)
  const [most, nearlyAll] = [at(MOST), at(NEARLY_ALL)]
  const next = now < most ? most : now < nearlyAll ? nearlyAll : null
  await open.tx.update(handoffs).set({ nextMomentAt: next }).where(eq(handoffs.id, handoff.id))
  if (next === most) await record(open, { kind: 'warned_half' })
  else if (next === nearlyAll) await warnMost(open, now)
  else await giveSignOfLife(open)
}

/** Whoever has it and is not there loses it to who is. */
async function warnMost(open: OpenConversation, now: Date): Promise<void> {
  const { tx, conversation } = open
  await record(open, { kind: 'warned_most' })
  const { supporterId } = conversation
  if (supporterId && !(await isPresent(tx, supporterId, now))) await releaseIn(open, supporterId)
}

async function giveSignOfLife(open: OpenConversation): Promise<void> {
  const text = texts(open.conversation.locale as Locale)('handoff.sign-of-life')
  await record(open, { kind: 'sign_of_life' })
  await append(open, [{ author: 'assistant', content: { text } }])
}
