import en from '../../../locales/clients.en.json' with { type: 'json' }
import nl from '../../../locales/clients.nl.json' with { type: 'json' }
import { wordsOf } from '../../words.ts'

export type ClientKey = keyof typeof nl
export const c = wordsOf<ClientKey>({ nl, en })
