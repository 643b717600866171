export type Locale = 'nl' | 'en'

export type Words<Key extends string> = (key: Key, values?: Record<string, string>) => string

/** Gives the texts of one language, with names filled in. */
export function wordsFrom<Key extends string>(strings: Record<Key, string>): Words<Key> {
  return (key, values = {}) =>
    strings[key].replaceAll(/\{\{(\w+)\}\}/gu, (whole, name: string) => values[name] ?? whole)
}
