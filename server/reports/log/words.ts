import en from '../../../locales/log.en.json' with { type: 'json' }
import nl from '../../../locales/log.nl.json' with { type: 'json' }
import type { Locale } from '../../texts.ts'

const strings = { nl, en }

export type LogKey = keyof typeof nl
export type LogWords = (key: LogKey, values?: Record<string, string | number>) => string

/** The texts of the contact log on the screen and in its workbook, which say the same. */
export function logWords(locale: Locale): LogWords {
  return (key, values = {}) =>
    strings[locale][key].replaceAll(/\{\{(\w+)\}\}/gu, (whole, name: string) => String(values[name] ?? whole))
}

/** The text under a key, or else the name itself: an organisation may have topics of its own. */
export function wordOr(words: LogWords, key: string, otherwise: string): string {
  return key in nl ? words(key as LogKey) : otherwise
}
