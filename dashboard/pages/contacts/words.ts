import en from '../../../locales/contacts.en.json' with { type: 'json' }
import nl from '../../../locales/contacts.nl.json' with { type: 'json' }
import { wordsOf } from '../../words.ts'

export type ContactKey = keyof typeof nl
export const k = wordsOf<ContactKey>({ nl, en })
