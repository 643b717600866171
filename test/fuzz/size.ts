import { randomInt } from 'node:crypto'

/** How much is sent: little in `npm test`, in full in `npm run test:full`. */
const isFull = process.env.WEGWIJS_FULL === '1'
const TOTAL = Number(process.env.FUZZ_TOTAL ?? (isFull ? 20_000 : 400))
/** FUZZ_SEED repeats an earlier run. */
export const seed = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 31))

export const sizes = {
  requests: Math.round(TOTAL * 0.75),
  updates: Math.round(TOTAL * 0.2),
  sockets: Math.round(TOTAL * 0.05),
}
/** What one test may take, on a machine that others use as well. */
export const PATIENCE_MS = isFull ? 3600_000 : 180_000
