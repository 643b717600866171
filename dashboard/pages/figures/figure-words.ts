import en from '../../../locales/figures.en.json' with { type: 'json' }
import nl from '../../../locales/figures.nl.json' with { type: 'json' }
import { wordsOf } from '../../words.ts'

export type FigureKey = keyof typeof nl
export const f = wordsOf<FigureKey>({ nl, en })
