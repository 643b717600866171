import en from '../../locales/reports.en.json' with { type: 'json' }
import nl from '../../locales/reports.nl.json' with { type: 'json' }
import type { Locale } from '../texts.ts'

const strings = { nl, en }

export type ReportWords = (key: keyof typeof nl, values?: Record<string, string | number>) => string

/** The texts of the monthly report on the screen and in its workbook, which say the same. */
export function reportWords(locale: Locale): ReportWords {
  return (key, values = {}) =>
    strings[locale][key].replaceAll(/\{\{(\w+)\}\}/gu, (whole, name: string) => String(values[name] ?? whole))
}
