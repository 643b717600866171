import en from '../../../locales/reports.en.json' with { type: 'json' }
import nl from '../../../locales/reports.nl.json' with { type: 'json' }
import { wordsOf } from '../../words.ts'

export type ReportKey = keyof typeof nl
export const r = wordsOf<ReportKey>({ nl, en })
