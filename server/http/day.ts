import { z } from 'zod'

/** PostgreSQL has no year 0, and nothing in the product is of another century than these. */
const EARLIEST = '1900'
const LATEST = '2100'

/** Asked of what has the right shape alone, so that a place is named once. */
const inReach = z
  .string()
  .refine((written) => written.slice(0, 4) >= EARLIEST && written.slice(0, 4) <= LATEST)

/** A day that exists, as 2026-11-22. */
export const day = z.iso.date().pipe(inReach)

/** As 2026-11. */
export const month = z
  .string()
  .regex(/^\d{4}-(?:0[1-9]|1[0-2])$/u)
  .pipe(inReach)

/** A moment as text, in UTC. */
export const moment = z.iso.datetime().pipe(inReach)

/** A moment with the clock of wherever it was written. */
export const localMoment = z.iso
  .datetime({ offset: true })
  .pipe(inReach)
  .transform((written) => new Date(written))
