import { locale } from '../../strings.svelte.ts'

/** "3 maart 1950" for 1950-03-03 */
export function dayInWords(day: string): string {
  const parts = { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' } as const
  return new Intl.DateTimeFormat(locale() === 'nl' ? 'nl-NL' : 'en-GB', parts).format(Date.parse(day))
}

/** The day in Amsterdam, as a date field takes it. */
export const dayAt = (now: number) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' }).format(now)

/** The same day so many months later, or the last of that month. */
export function monthsAfter(day: string, months: number): string {
  const date = new Date(`${day}T00:00:00Z`)
  const ofMonth = date.getUTCDate()
  date.setUTCMonth(date.getUTCMonth() + months)
  if (date.getUTCDate() < ofMonth) date.setUTCDate(0)
  return date.toISOString().slice(0, 10)
}
