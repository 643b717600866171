import en from '../../../locales/emergency.en.json' with { type: 'json' }
import nl from '../../../locales/emergency.nl.json' with { type: 'json' }
import { wordsOf } from '../../words.ts'

export type EmergencyKey = keyof typeof nl
export const e = wordsOf<EmergencyKey>({ nl, en })
