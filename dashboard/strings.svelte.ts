import nl from '../locales/desk.nl.json' with { type: 'json' }

export type Locale = 'nl' | 'en'
export type StringKey = keyof typeof nl

type Strings = Record<StringKey, string>
type Values = Record<string, string | number>

let strings = $state.raw<Strings>(nl)
let spoken = $state.raw<Locale>('nl')

/** The language of the desk on this device. */
export const locale = () => spoken

export async function speak(wanted: Locale): Promise<void> {
  strings = await stringsIn(wanted)
  spoken = wanted
  document.documentElement.lang = wanted
}

/** Gives the text under a key in the language of the desk, with the values filled in. */
export function t(key: StringKey, values: Values = {}): string {
  return filled(strings[key], values)
}

/** Gives texts in the language of a client, whatever the desk's is. */
export async function textsIn(wanted: Locale): Promise<typeof t> {
  const texts = await stringsIn(wanted)
  return (key, values = {}) => filled(texts[key], values)
}

const stringsIn = async (wanted: Locale): Promise<Strings> =>
  wanted === 'en' ? (await import('../locales/desk.en.json')).default : nl

export function filled(text: string, values: Values): string {
  return text.replaceAll(/\{\{(\w+)\}\}/gu, (whole, name: string) => String(values[name] ?? whole))
}
