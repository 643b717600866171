import en from '../../../locales/signals.en.json' with { type: 'json' }
import nl from '../../../locales/signals.nl.json' with { type: 'json' }
import { wordsOf } from '../../words.ts'

export type SignalKey = keyof typeof nl
export const s = wordsOf<SignalKey>({ nl, en })

const parts = (quarter: string) => ({
  number: Math.ceil(Number(quarter.slice(5, 7)) / 3),
  year: quarter.slice(0, 4),
})

/** "4e kwartaal 2026" for 2026-10-01 */
export const quarterName = (quarter: string) => s('quarter', parts(quarter))

/** "K4 2026" */
export const shortQuarter = (quarter: string) => s('quarter.short', parts(quarter))
