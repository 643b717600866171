import en from '../../../locales/response-times.en.json' with { type: 'json' }
import nl from '../../../locales/response-times.nl.json' with { type: 'json' }
import type { Locale } from '../../texts.ts'
import { NOBODY } from './requests.ts'

const strings = { nl, en }

export type Words = (key: keyof typeof nl, values?: Record<string, string | number>) => string

/** The texts of the page and of the workbook of response times, which say the same. */
export function wordsIn(locale: Locale): Words {
  return (key, values = {}) =>
    strings[locale][key].replaceAll(/\{\{(\w+)\}\}/gu, (whole, name: string) => String(values[name] ?? whole))
}

const isWord = (key: string): key is keyof typeof nl => key in nl

/** An organisation may have topics of its own, which are called as they are. */
export function topicName(topic: string, words: Words): string {
  const key = `topic.${topic}`
  return isWord(key) ? words(key) : topic
}

export const nameOf = (supporter: string, firstName: string | null, words: Words) =>
  supporter === NOBODY ? words('supporter.nobody') : (firstName ?? supporter)

export const dutchDay = (day: string) => day.split('-').toReversed().join('-')
