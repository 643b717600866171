import en from '../../../locales/chat.en.json' with { type: 'json' }
import nl from '../../../locales/chat.nl.json' with { type: 'json' }
import { wordsFrom, type Locale } from '../words.ts'

/** The build makes a script for each language, so that nobody has to load the other one. */
declare const LOCALE: Locale

export type StringKey = keyof typeof nl

export const locale = LOCALE

export const t = wordsFrom<StringKey>(LOCALE === 'en' ? en : nl)
