import { locale } from './strings.ts'

/** The time, and for an earlier day the day as well. */
export function moment(at: string | number): string {
  const when = new Date(at)
  const isToday = when.toDateString() === new Date().toDateString()
  return when.toLocaleString(locale === 'en' ? 'en-GB' : 'nl', {
    ...(isToday ? {} : { day: 'numeric', month: 'long' }),
    hour: '2-digit',
    minute: '2-digit',
  })
}
