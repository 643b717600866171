import en from '../../locales/quarter.en.json' with { type: 'json' }
import nl from '../../locales/quarter.nl.json' with { type: 'json' }
import { NONE } from '../reports/log/filters.ts'
import type { Locale } from '../texts.ts'
import type { FigureChange } from './quarter-changes.ts'
import type { TableName } from './quarter-content.ts'

const strings = { nl, en }

export type Words = (key: keyof typeof nl, values?: Record<string, string | number>) => string

/** The texts of the page and of the workbook of a quarter, which say the same. */
export function wordsIn(locale: Locale): Words {
  return (key, values = {}) =>
    strings[locale][key].replaceAll(/\{\{(\w+)\}\}/gu, (whole, name: string) => String(values[name] ?? whole))
}

export function quarterName(period: string, words: Words): string {
  const number = Math.ceil(Number(period.slice(5, 7)) / 3)
  return words('quarter.name', { number, year: period.slice(0, 4) })
}

/** What a row is called: a category or region by its name, the others in words. */
export function rowName(table: TableName, name: string, words: Words): string {
  if (name === NONE) return words('region.none')
  if (table === 'acute') return words(`acute.${name as 'in_time' | 'late' | 'waiting'}`)
  return name
}

export function changeInWords(change: FigureChange, words: Words): string {
  if (!('before' in change)) return words(`change.${change.what}`)
  if (change.what !== 'cell')
    return words(`change.${change.what}`, {
      before: change.before ?? words('change.none'),
      after: change.after ?? words('change.none'),
    })
  const { table, row, column, before, after } = change
  const total = words('column.total')
  return words('change.cell', {
    table: words(`table.${table}`),
    row: row === '' ? total : rowName(table, row, words),
    column: column === '' ? '' : rowName('signals', column, words),
    before,
    after,
  })
}

const HOUR = 60

export function timeInWords(minutes: number, words: Words): string {
  if (minutes < HOUR) return words('time.minutes', { minutes })
  return words('time.hours', { hours: Math.floor(minutes / HOUR), minutes: minutes % HOUR })
}
