import { z } from 'zod'

/** PostgreSQL has no year 0, and nothing in the product is of another century than these. */
const EARLIEST = '1900'
const LATEST = '2100'

const isInReach = (written: string) => written.slice(0, 4) >= EARLIEST && written.slice(0, 4) <= LATEST

/** A day that exists, as 2026-11-22. */
export const day = z.iso.date().refine(isInReach)

/** As 2026-11. */
export const month = z
  .string()
  .regex(/^\d{4}-(?:0[1-9]|1[0-2])$/u)
  .refine(isInReach)

/** A moment as text, in UTC. */
export const moment = z.iso.datetime().refine(isInReach)

/** A moment with the clock of wherever it was written. */
export const localMoment = z.iso
  .datetime({ offset: true })
  .refine(isInReach)
  .transform((written) => new Date(written))
