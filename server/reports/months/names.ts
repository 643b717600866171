import { logWords, wordOr } from '../log/words.ts'
import type { Region, ServiceName } from './content.ts'
import { reportWords } from '../report-words.ts'

const words = reportWords('nl')

/** A service as its agreement calls it. */
export function serviceInWords({ agreementId, service }: ServiceName): string {
  return wordOr(logWords('nl'), `service.${agreementId}:${service}`, service ?? words('unknown'))
}

export const regionInWords = ({ region }: Region): string => region ?? words('unknown')

/** In hundredths; of each number by itself, so that a sum of hours can differ in the last of them. */
export const hoursOf = (minutes: number) => Math.round((minutes / 60) * 100) / 100
