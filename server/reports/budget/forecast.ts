import { periodsOn } from '../../workcalendar/opening-hours.ts'
import type { WorkCalendar } from '../../workcalendar/work-calendar.ts'
import type { LineDay, Spent } from './line.ts'
import { centsOf } from '../money.ts'

/** When the budget runs out at the pace so far: the average per working day of the year until yesterday. */
export type Forecast = {
  /** The working days that have passed, and what they came to on average. */
  workingDays: number
  minutesPerWorkingDay: number
  /** The first day on which the budget would be used up; null when it lasts. */
  runsOutOn: string | null
  /** What the whole year would come to. */
  expectedCents: number
}

export type NoForecast = 'not_set' | 'over' | 'too_early'

export type BudgetWarning = 'not_set' | 'reached' | 'runs_out' | 'ahead'

/** With fewer working days behind it a pace says little. */
const FEWEST_WORKING_DAYS = 10
/** From here on spending is ahead of the even spread. */
const AHEAD = 1.1
const DAY_MS = 86_400_000

type Known = {
  /** The days of the year on which an agreement counts. */
  covered: string[]
  spent: Spent[]
  rate: number | null
  availableCents: number | null
  today: string
  calendar: WorkCalendar
}

export function forecastOf({
  covered,
  spent,
  rate,
  availableCents,
  today,
  calendar,
}: Known): Forecast | NoForecast {
  if (rate === null || availableCents === null) return 'not_set'
  const working = covered.filter((day) => periodsOn(Date.parse(day) / DAY_MS, calendar).length > 0)
  const ahead = working.filter((day) => day >= today)
  const workingDays = working.length - ahead.length
  if (ahead.length === 0) return 'over'
  if (workingDays < FEWEST_WORKING_DAYS) return 'too_early'
  const minutes = spent.reduce((sum, each) => sum + (each.day < today ? each.minutes : 0), 0)
  const minutesPerWorkingDay = minutes / workingDays
  const centsAfter = (days: number) => centsOf(minutes + minutesPerWorkingDay * days, rate)
  return {
    workingDays,
    minutesPerWorkingDay,
    runsOutOn: ahead.find((_, i) => centsAfter(i + 1) >= availableCents) ?? null,
    expectedCents: centsAfter(ahead.length),
  }
}

/** The first day by whose end all that is available was used up. */
export function reachedOn(line: LineDay[], availableCents: number | null): string | null {
  if (availableCents === null) return null
  return line.find(({ cents }) => cents !== null && cents >= availableCents)?.day ?? null
}

type Stand = {
  cents: number | null
  evenCents: number | null
  availableCents: number | null
  reached: string | null
  forecast: Forecast | NoForecast
}

/** What somebody has to know or do now; the zorgkantoor is told before the money is gone (bijlage-2-h2 lid 3). */
export function warningsOf({ cents, evenCents, availableCents, reached, forecast }: Stand): BudgetWarning[] {
  if (cents === null || availableCents === null) return ['not_set']
  if (reached !== null) return ['reached']
  const runsOut = typeof forecast === 'object' && forecast.runsOutOn !== null
  const isAhead = evenCents !== null && cents > evenCents * AHEAD
  return [...(runsOut ? ['runs_out' as const] : []), ...(isAhead ? ['ahead' as const] : [])]
}
