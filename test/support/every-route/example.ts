import type { Workplace } from './workplace.ts'

/** A request that is right in every way; `refused` is what is in its way all the same, without mail, bot or past. */
export type Example = {
  path: string
  body?: unknown
  /** Of the client whose conversation it is. */
  token?: string
  refused?: string
}

export type Made = Example | ((at: Workplace) => Promise<Example>)
