import { randomUUID } from 'node:crypto'
import { conversations, handoffs } from '../../../db/schema.ts'
import { usualDaysOff } from '../../../server/workcalendar/days-off.ts'
import { dueAt } from '../../../server/workcalendar/term.ts'
import { usualCalendar, type WorkCalendar } from '../../../server/workcalendar/work-calendar.ts'
import { newChance, type Chance } from '../../faults/random.ts'
import type { Product } from '../../support/product.ts'

type Handoff = typeof handoffs.$inferSelect
type Asked = Pick<Handoff, 'conversationId' | 'requestedAt' | 'dueAt' | 'calendar' | 'topic'>
type Ended = Pick<Handoff, 'reactedAt' | 'reactedBy' | 'withdrawnAt' | 'closedAt'>

/** A request with what of its conversation counts. */
export type Raw = Asked & Ended & Pick<typeof conversations.$inferSelect, 'channel' | 'supporterId'>

const QUARTER_MS = 15 * 60_000
const HOUR_MS = 4 * QUARTER_MS
const DAY_MS = 24 * HOUR_MS

/** With a break, an early Friday, and a free Wednesday. */
const OWN_HOURS: WorkCalendar['hours'] = {
  1: [
    ['08:30', '12:30'],
    ['13:00', '17:00'],
  ],
  2: [['08:30', '17:00']],
  4: [['08:30', '17:00']],
  5: [['08:30', '12:00']],
}

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Amsterdam',
  weekday: 'short',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

type Shown = { day: string; weekday: number; time: string }
const known = new Map<number, Shown>()

/** A moment as the clock on the wall in Amsterdam shows it. */
function shownAt(moment: Date): Shown {
  const shown = known.get(moment.getTime()) ?? readFrom(moment)
  known.set(moment.getTime(), shown)
  return shown
}

function readFrom(moment: Date): Shown {
  const parts = Object.fromEntries(clock.formatToParts(moment).map(({ type, value }) => [type, value]))
  return {
    day: `${parts.year}-${parts.month}-${parts.day}`,
    weekday: WEEKDAYS.indexOf(parts.weekday!) + 1,
    time: `${parts.hour}:${parts.minute}`,
  }
}

export const dayOf = (moment: Date) => shownAt(moment).day

/** As "1-13" for a Monday between one and two. */
export function weekdayAndHourOf(moment: Date): string {
  const { weekday, time } = shownAt(moment)
  return `${weekday}-${Number(time.slice(0, 2))}`
}

/** Working minutes from the request until a moment, rounded up: by a walk over the clock, quarter by quarter. */
export function minutesWalked({ requestedAt, calendar }: Raw, until: Date): number {
  let minutes = 0
  for (let at = requestedAt.getTime(); at < until.getTime(); at += QUARTER_MS) {
    const { day, weekday, time } = shownAt(new Date(at))
    const isOff = calendar.daysOff.includes(day) || usualDaysOff(Number(day.slice(0, 4))).has(day)
    const periods = calendar.hours[String(weekday) as '1'] ?? []
    if (!isOff && periods.some(([from, to]) => from <= time && time < to))
      minutes += Math.min(QUARTER_MS, until.getTime() - at) / 60_000
  }
  return Math.ceil(minutes)
}

/**
 * Requests of the last ten weeks of an organisation, of every kind, with moments at whole quarters; the period that is
 * counted begins later, with a request at its first midnight and one just before it.
 */
export async function fillRequests(
  { database: { db } }: Product,
  organisationId: string,
  people: string[],
  many = 400,
) {
  const chance = newChance()
  const now = Math.floor(Date.now() / QUARTER_MS) * QUARTER_MS
  const to = dayOf(new Date(now))
  const from = dayOf(new Date(now - 50 * DAY_MS))
  const midnight = [1, 2]
    .map((hours) => Date.parse(`${from}T00:00Z`) - hours * HOUR_MS)
    .find((moment) => shownAt(new Date(moment)).time === '00:00')!
  const random = Array.from(
    { length: many },
    (_, i) => now - chance.below(i % 10 === 0 ? 32 : 6700) * QUARTER_MS,
  )
  const rows = [midnight, midnight - QUARTER_MS, ...random].map((moment) =>
    requestOf(chance, people, new Date(moment), new Date(now)),
  )
  await db.insert(conversations).values(
    rows.map(({ conversationId: id, channel, supporterId }) => {
      return { id, organisationId, locale: 'nl', channel, supporterId }
    }),
  )
  await db.insert(handoffs).values(
    rows.map(({ channel: _, supporterId: __, ...row }) => {
      const sealedSummary = new Uint8Array(40)
      return { ...row, organisationId, reason: 'asked' as const, urgent: false, sealedSummary, seq: 1 }
    }),
  )
  return { rows, period: { from, to } }
}

function requestOf(chance: Chance, people: string[], requestedAt: Date, now: Date): Raw {
  const pick = <T>(all: T[]) => all[chance.below(all.length)]!
  const daysOff = chance.below(4) === 0 ? [dayOf(new Date(requestedAt.getTime() + DAY_MS))] : []
  const calendar = { hours: pick([OWN_HOURS, usualCalendar.hours]), daysOff, daysOn: [] }
  const due = dueAt(requestedAt, { hours: calendar.hours, daysOffAdded: daysOff, daysOffDropped: [] })
  const kind = pick([
    'early',
    'early',
    'early',
    'due',
    'late',
    'withdrawn',
    'withdrawn late',
    'closed',
    'open',
  ])
  const after = (earliest: number, hours: number) =>
    new Date(earliest + Math.floor(chance.next() * hours * 4) * QUARTER_MS)
  const during = new Date(
    requestedAt.getTime() +
      Math.floor((chance.next() * (due.getTime() - requestedAt.getTime())) / QUARTER_MS) * QUARTER_MS,
  )
  const reaction = { early: during, due, late: after(due.getTime() + QUARTER_MS, 90) }[kind]
  const withdrawal = { withdrawn: during, 'withdrawn late': after(due.getTime() + QUARTER_MS, 60) }[kind]
  // What would have happened after now has not happened.
  const happened = (moment: Date | undefined) => (moment && moment <= now ? moment : null)
  const reactedAt = happened(reaction)
  return {
    conversationId: randomUUID(),
    requestedAt,
    dueAt: due,
    calendar,
    topic: pick(['dossier', 'klacht', null]),
    reactedAt,
    reactedBy: reactedAt && pick(people),
    withdrawnAt: happened(withdrawal),
    closedAt: kind === 'closed' ? happened(during) : null,
    channel: pick(['widget', 'widget', 'telegram']),
    supporterId: pick([null, ...people]),
  }
}
