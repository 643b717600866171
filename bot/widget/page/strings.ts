import en from '../../../locales/page.en.json' with { type: 'json' }
import nl from '../../../locales/page.nl.json' with { type: 'json' }
import { wordsFrom } from '../words.ts'

export const locale = new URLSearchParams(location.search).get('locale') === 'en' ? 'en' : 'nl'

export const t = wordsFrom<keyof typeof nl>({ nl, en }[locale])
