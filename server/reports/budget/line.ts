import { centsOf } from '../money.ts'

/** Of a day: the contacts that can be declared, and their minutes. */
export type Spent = { day: string; contacts: number; minutes: number }

/** A day of the year with what was realised until its end (null ahead of today), and the even spread. */
export type LineDay = { day: string; cents: number | null; evenCents: number | null }

export type BudgetMonth = {
  month: string
  contacts: number
  minutes: number
  /** What the month adds, so that the months together are the year to the cent. */
  cents: number | null
  cumulativeCents: number | null
  evenCents: number | null
}

type Year = {
  days: string[]
  isCovered: (day: string) => boolean
  spent: Spent[]
  rate: number | null
  availableCents: number | null
  today: string
}

const DAY_MS = 86_400_000

export function daysOfYear(year: number): string[] {
  const first = Date.UTC(year, 0, 1)
  const length = (Date.UTC(year + 1, 0, 1) - first) / DAY_MS
  return Array.from({ length }, (_, i) => new Date(first + i * DAY_MS).toISOString().slice(0, 10))
}

/** The budget spreads over the days on which an agreement counts, each the same (bijlage-2-h2 lid 2). */
export function lineOf({ days, isCovered, spent, rate, availableCents, today }: Year): LineDay[] {
  const minutesOn = new Map(spent.map(({ day, minutes }) => [day, minutes]))
  const covered = days.filter(isCovered).length
  let [minutes, passed] = [0, 0]
  return days.map((day) => {
    minutes += minutesOn.get(day) ?? 0
    passed += isCovered(day) ? 1 : 0
    return {
      day,
      cents: rate === null || day > today ? null : centsOf(minutes, rate),
      evenCents:
        availableCents === null || covered === 0 ? null : Math.round((availableCents * passed) / covered),
    }
  })
}

export function monthsOf(line: LineDay[], spent: Spent[], today: string): BudgetMonth[] {
  const spentIn = Map.groupBy(spent, ({ day }) => day.slice(0, 7))
  let before = 0
  return Array.from(
    Map.groupBy(line, ({ day }) => day.slice(0, 7)),
    ([month, days]) => {
      const known = spentIn.get(month) ?? []
      const cumulativeCents = days.findLast(({ day }) => day <= today)?.cents ?? null
      const cents = cumulativeCents === null ? null : cumulativeCents - before
      before = cumulativeCents ?? before
      return {
        month,
        contacts: known.reduce((sum, each) => sum + each.contacts, 0),
        minutes: known.reduce((sum, each) => sum + each.minutes, 0),
        cents,
        cumulativeCents,
        evenCents: days.at(-1)!.evenCents,
      }
    },
  )
}
