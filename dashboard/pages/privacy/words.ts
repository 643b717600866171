import en from '../../../locales/privacy.en.json' with { type: 'json' }
import nl from '../../../locales/privacy.nl.json' with { type: 'json' }
import { wordsOf } from '../../words.ts'

export type PrivacyKey = keyof typeof nl
export const p = wordsOf<PrivacyKey>({ nl, en })
