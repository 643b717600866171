import { TZDate } from '@date-fns/tz'
import { format } from 'date-fns/format'
import { enGB } from 'date-fns/locale/en-GB'
import { nl } from 'date-fns/locale/nl'
import { texts, type Locale } from '../texts.ts'
import { AMSTERDAM } from './amsterdam.ts'

const languages = { nl, en: enGB }

/** "uiterlijk dinsdag 24 november om 16.00 uur", on the clock in Amsterdam. */
export function inWords(at: Date, now: Date, locale: Locale): string {
  return texts(locale)('time.by', { day: dayInWords(at, now, locale), clock: clockInWords(at, locale) })
}

/** "dinsdag 24 november"; with the year only when it is another one than now. */
export function dayInWords(at: Date, now: Date, locale: Locale): string {
  const [shown, today] = [new TZDate(at, AMSTERDAM), new TZDate(now, AMSTERDAM)]
  const pattern = shown.getFullYear() === today.getFullYear() ? 'EEEE d MMMM' : 'EEEE d MMMM yyyy'
  return format(shown, pattern, { locale: languages[locale] })
}

/** "16.00 uur", in English "4 pm". */
export function clockInWords(at: Date, locale: Locale): string {
  const shown = new TZDate(at, AMSTERDAM)
  const english = shown.getMinutes() === 0 ? 'h bbb' : 'h:mm aaa'
  return texts(locale)('time.clock', { time: format(shown, locale === 'nl' ? 'H.mm' : english) })
}
