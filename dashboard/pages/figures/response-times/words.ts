import en from '../../../../locales/response-times.en.json' with { type: 'json' }
import nl from '../../../../locales/response-times.nl.json' with { type: 'json' }
import { locale } from '../../../strings.svelte.ts'
import { wordsOf } from '../../../words.ts'

export type ResponseTimesKey = keyof typeof nl
export const r = wordsOf<ResponseTimesKey>({ nl, en })

const isKey = (key: string): key is ResponseTimesKey => key in nl

/** An organisation may have topics of its own, which are called as they are. */
export function topicName(topic: string): string {
  const key = `topic.${topic}`
  return isKey(key) ? r(key) : topic
}

/** "98,7%": rounded down, so that only all of them are 100%. */
export function percent(share: number | null): string {
  if (share === null) return '–'
  const tenths = Math.floor(share * 1000 + 1e-9) / 1000
  const parts = { style: 'percent', maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(locale() === 'nl' ? 'nl-NL' : 'en-GB', parts).format(tenths)
}

/** "45 min", "15 u 30 min": of working time, of which a day has as much as the office is open. */
export function workingTime(minutes: number | null): string {
  if (minutes === null) return '–'
  if (minutes < 60) return r('time.minutes', { minutes })
  const [hours, left] = [Math.floor(minutes / 60), minutes % 60]
  return left === 0 ? r('time.hours', { hours }) : r('time.hours-minutes', { hours, minutes: left })
}
