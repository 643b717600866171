import nl from '../locales/desk.nl.json' with { type: 'json' }

export type Locale = 'nl' | 'en'
export type StringKey = keyof typeof nl

let strings = $state.raw<Record<StringKey, string>>(nl)
let spoken = $state.raw<Locale>('nl')

/** The language of the desk on this device. */
export const locale = () => spoken

export async function speak(wanted: Locale): Promise<void> {
  strings = wanted === 'en' ? (await import('../locales/desk.en.json')).default : nl
  spoken = wanted
  document.documentElement.lang = wanted
}

/** Gives the text under a key in the language of the desk, with the values filled in. */
export function t(key: StringKey, values: Record<string, string | number> = {}): string {
  return strings[key].replaceAll(/\{\{(\w+)\}\}/gu, (whole, name: string) => String(values[name] ?? whole))
}
