import { filled, locale, type Locale } from './strings.svelte.ts'

type Values = Record<string, string | number>

/** The texts of one page, in the language of the desk, with the values filled in. */
export function wordsOf<K extends string>(strings: Record<Locale, Record<K, string>>) {
  return (key: K, values: Values = {}): string => filled(strings[locale()][key], values)
}
