import en from '../../locales/chat.en.json' with { type: 'json' }
import nl from '../../locales/chat.nl.json' with { type: 'json' }

export type StringKey = keyof typeof nl

const asked = new URLSearchParams(location.search).get('locale')

export const locale = asked === 'en' ? 'en' : 'nl'

const strings = { nl, en }[locale]

export function t(key: StringKey, values: Record<string, string> = {}): string {
  return strings[key].replaceAll(/\{\{(\w+)\}\}/gu, (whole, name: string) => values[name] ?? whole)
}
