import { locale } from './strings.svelte.ts'

const language = () => (locale() === 'nl' ? 'nl-NL' : 'en-GB')

/** "1.234" */
export const whole = (value: number) => new Intl.NumberFormat(language()).format(value)

/** "€ 1.234,56" for 123456 */
export const euros = (cents: number) =>
  new Intl.NumberFormat(language(), { style: 'currency', currency: 'EUR' }).format(cents / 100)

/** "1.234,5": minutes in hours, to a tenth. */
export const hours = (minutes: number) =>
  new Intl.NumberFormat(language(), { maximumFractionDigits: 1 }).format(minutes / 60)

/** "28,4" */
export const oneDecimal = (value: number) =>
  new Intl.NumberFormat(language(), { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value)

/** An amount in a field, without the sign: "73,82". */
export const inField = (cents: number | undefined) =>
  cents === undefined
    ? ''
    : new Intl.NumberFormat(language(), { minimumFractionDigits: 2, useGrouping: false }).format(cents / 100)

/** What somebody wrote as an amount, with a comma or a point before the cents; null when it is none. */
export function centsIn(written: string): number | null {
  const text = written.replaceAll(/[\s€]/gu, '')
  const [, euro, cents = ''] = /^(\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,](\d{1,2}))?$/u.exec(text) ?? []
  return euro === undefined
    ? null
    : Number(euro.replaceAll(/[.,]/gu, '')) * 100 + Number(cents.padEnd(2, '0'))
}
