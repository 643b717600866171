import { randomInt } from 'node:crypto'

/** Chance that comes out the same again with the same seed. */
export type Chance = {
  seed: number
  /** At least 0 and less than 1. */
  next: () => number
  /** A whole number from 0 up to, but not including, the limit. */
  below: (limit: number) => number
}

/** What a run leans on: its chance, and the signal by which it is called off. */
export type Circumstances = { chance: Chance; signal: AbortSignal }

/** FAULT_SEED repeats an earlier run, as far as the machine lets it. */
export function newChance(seed = Number(process.env.FAULT_SEED ?? randomInt(2 ** 31))): Chance {
  let state = seed
  // mulberry32
  function next(): number {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { seed, next, below: (limit) => Math.floor(next() * limit) }
}
