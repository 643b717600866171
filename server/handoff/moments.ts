import { and, eq, gte, isNotNull, lte, min } from 'drizzle-orm'
import { handoffs, steps } from '../../db/schema.ts'
import { changeById, type Desk, type OpenConversation } from '../conversations/conversation.ts'
import { append } from '../conversations/messages.ts'
import { CHANGED } from '../conversations/news.ts'
import { releaseIn } from '../conversations/release.ts'
import { record, type StepKind } from '../conversations/steps.ts'
import { texts, type Locale } from '../texts.ts'
import { atShareOfTerm, dueAt } from '../workcalendar/term.ts'
import type { WorkCalendar } from '../workcalendar/work-calendar.ts'
import { HALF, MOST, NEARLY_ALL, soon, type Handoff } from './hand-off.ts'
import { isPresent } from './promise.ts'
import { calendarOfRequest } from './reaction.ts'

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
const LATER_MS = 600_000
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
      for (const each of due) await reachOrLater(each)
      if (due.length < AT_ONCE) return
    }
  }

  /** What fails must not keep the others waiting. */
  async function reachOrLater(handoff: Handoff): Promise<void> {
    try {
      await reach(desk, handoff, now())
    } catch (error) {
      failed(error)
      const later = new Date(now().getTime() + LATER_MS)
      await desk.db.update(handoffs).set({ nextMomentAt: later }).where(eq(handoffs.id, handoff.id))
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
  return changeById(desk, { organisationId, conversationId }, async (open) => {
    // Another server may have been first, or a supporter.
    const [handoff] = await open.tx.select().from(handoffs).where(eq(handoffs.id, id))
    if (handoff?.nextMomentAt && handoff.nextMomentAt <= now) await reachIn(open, handoff, now)
  })
}

/** Of several moments that have passed, only the last one still means something; none is reached twice. */
async function reachIn(open: OpenConversation, handoff: Handoff, now: Date): Promise<void> {
  const calendar = calendarOfRequest(handoff)
  const stages = stagesOf(handoff, calendar)
  // Late for as long as nobody reacts: said again each working day.
  const next = stages.find(({ at }) => at > now)?.at ?? dueAt(now, calendar, 1)
  await open.tx.update(handoffs).set({ nextMomentAt: next }).where(eq(handoffs.id, handoff.id))
  const done = await kindsSince(open, handoff.requestedAt)
  const stage = stages.findLast(({ at }) => at <= now)
  if (!stage || (!stage.isSaidAgain && done.has(stage.kind))) return
  await record(open, { kind: stage.kind })
  if (stage.kind !== 'warned_half') await releaseFromAbsent(open, now)
  const isForgotten = stage.kind === 'sign_of_life' || (stage.kind === 'late' && !done.has('sign_of_life'))
  if (isForgotten) await giveSignOfLife(open)
}

type Stage = { at: Date; kind: StepKind; isSaidAgain?: true }

/** What is due when, in order; for danger the first warning does not wait for half the term. */
function stagesOf({ requestedAt, dueAt: due, urgent }: Handoff, calendar: WorkCalendar): Stage[] {
  const at = (share: number) => atShareOfTerm(requestedAt, due, share, calendar)
  return [
    ...(urgent ? [{ at: soon(requestedAt), kind: 'warned_most', isSaidAgain: true } as const] : []),
    { at: at(HALF), kind: 'warned_half' },
    { at: at(MOST), kind: 'warned_most' },
    { at: at(NEARLY_ALL), kind: 'sign_of_life' },
    { at: due, kind: 'late', isSaidAgain: true },
  ]
}

async function kindsSince({ tx, conversation }: OpenConversation, since: Date): Promise<Set<StepKind>> {
  const rows = await tx
    .select({ kind: steps.kind })
    .from(steps)
    .where(and(eq(steps.conversationId, conversation.id), gte(steps.createdAt, since)))
  return new Set(rows.map(({ kind }) => kind))
}

/** Whoever has it and is not there loses it to who is. */
async function releaseFromAbsent(open: OpenConversation, now: Date): Promise<void> {
  const { supporterId } = open.conversation
  if (supporterId && !(await isPresent(open.tx, supporterId, now))) await releaseIn(open, supporterId)
}

async function giveSignOfLife(open: OpenConversation): Promise<void> {
  const { locale, urgent } = open.conversation
  const key = urgent ? 'handoff.sign-of-life-urgent' : 'handoff.sign-of-life'
  await append(open, [{ author: 'assistant', content: { text: texts(locale as Locale)(key) } }])
}
