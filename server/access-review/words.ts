import en from '../../locales/access.en.json' with { type: 'json' }
import nl from '../../locales/access.nl.json' with { type: 'json' }
import type { Locale } from '../texts.ts'

const strings = { nl, en }

export type AccessKey = keyof typeof nl
export type AccessWords = (key: AccessKey, values?: Record<string, string | number>) => string

/** The texts of the access log on the screen, in its workbook and in a client's account. */
export function accessWords(locale: Locale): AccessWords {
  return (key, values = {}) =>
    strings[locale][key].replaceAll(/\{\{(\w+)\}\}/gu, (whole, name: string) => String(values[name] ?? whole))
}

/** The text for a name that stands in a line, or the name itself where a later version wrote it. */
export function wordOf(words: AccessWords, group: 'event' | 'purpose' | 'role', name: string): string {
  const key = { event: `event.${name}`, purpose: `purpose.${name}`, role: `role.${name}` }[group]
  return key in nl ? words(key as AccessKey) : name
}
