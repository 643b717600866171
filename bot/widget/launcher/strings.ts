import en from '../../../locales/launcher.en.json' with { type: 'json' }
import nl from '../../../locales/launcher.nl.json' with { type: 'json' }
import { wordsFrom, type Locale } from '../words.ts'

const strings = { nl, en }

export const launcherWords = (locale: Locale) => wordsFrom(strings[locale])

/** The language that was asked for, else that of the page around it. */
export function localeOf(element: Element): Locale {
  const asked = element.getAttribute('locale') ?? document.documentElement.lang
  return asked.startsWith('en') ? 'en' : 'nl'
}
