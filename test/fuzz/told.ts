import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** What no answer may hold: where our code stands, what the database says, how it was asked. */
const INSIDE =
  /node_modules|\bat \S+ \(|\.ts:\d+|\bselect\s.+\sfrom\s|insert into |violates|relation "|PostgresError|ZodError|syntax error at|invalid input syntax|heap out of/iu

/** Why an answer is not fit to be given; null when nothing is wrong with it. */
export function faultIn(status: number, text: string, mayNotRead: string[]): string | null {
  if (status >= 500) return `status ${status}`
  const inside = INSIDE.exec(text)
  if (inside) return `it tells ${inside[0]}`
  const word = mayNotRead.find((each) => text.includes(each))
  return word ? `it tells ${word}` : null
}

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** Megabytes that are in use once everything that is not is gone. */
export function usedMb(): number {
  collect()
  return process.memoryUsage().heapUsed / 2 ** 20
}
