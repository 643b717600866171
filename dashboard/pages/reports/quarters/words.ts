import en from '../../../../locales/quarter.en.json' with { type: 'json' }
import nl from '../../../../locales/quarter.nl.json' with { type: 'json' }
import { wordsOf } from '../../../words.ts'

export type QuarterKey = keyof typeof nl
export const q = wordsOf<QuarterKey>({ nl, en })

/** "4e kwartaal 2026" for 2026-10-01 */
export const quarterName = (quarter: string) =>
  q('quarter.name', { number: Math.ceil(Number(quarter.slice(5, 7)) / 3), year: quarter.slice(0, 4) })

const NONE = 'none'

/** What a row is called: a category or region by its name, the others in words. */
export function rowName(table: string, name: string): string {
  if (name === NONE) return q('region.none')
  return table === 'acute' ? q(`acute.${name as 'in_time' | 'late' | 'waiting'}`) : name
}

export function timeInWords(minutes: number): string {
  if (minutes < 60) return q('time.minutes', { minutes })
  return q('time.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
}
