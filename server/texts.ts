import { createInstance } from 'i18next'
import en from '../locales/en.json' with { type: 'json' }
import nl from '../locales/nl.json' with { type: 'json' }

export const locales = ['nl', 'en'] as const
export type Locale = (typeof locales)[number]
export type TextKey = keyof typeof nl

/** Gives the text under a key in one language, with the values filled in. */
export type Texts = (key: TextKey, values?: Record<string, string>) => string

const catalogue = createInstance()
void catalogue.init({
  resources: { nl: { translation: nl }, en: { translation: en } },
  fallbackLng: false,
  keySeparator: false,
  nsSeparator: false,
  initAsync: false,
  interpolation: { escapeValue: false },
})

export function texts(locale: Locale): Texts {
  return (key, values) => catalogue.t(key, { lng: locale, ...values })
}

export function isTextKey(key: string): key is TextKey {
  return key in nl
}
