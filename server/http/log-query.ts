import { z } from 'zod'
import { reasons } from '../contacts/declarable.ts'
import { channels, NONE } from '../reports/log/filters.ts'
import type { LogPlace } from '../reports/log/contact-log.ts'
import { day, moment, month } from './day.ts'

const LONGEST_NAME = 200
const name = z.string().min(1).max(LONGEST_NAME)
const isOn = z.literal('1').transform(() => true as const)

/** What the address of the contact log, and of all that opens it, can say. */
export const logFilters = {
  from: day.optional(),
  to: day.optional(),
  month: month.optional(),
  region: name.optional(),
  municipality: name.optional(),
  service: z.union([z.literal(NONE), z.string().regex(/^[a-z0-9-]{1,60}:[a-z_]{1,60}$/u)]).optional(),
  channel: z.enum(channels).optional(),
  supporter: z.union([z.uuid(), z.enum(['assistant', NONE])]).optional(),
  topic: name.optional(),
  reason: z.enum(['declarable', ...reasons]).optional(),
  client: z.uuid().optional(),
  excess: isOn.optional(),
  draft: isOn.optional(),
  ledger: isOn.optional(),
  reported: z
    .string()
    .regex(/^\d{4}-(?:0[1-9]|1[0-2])(?:-01)?:[1-9]\d{0,5}$/u)
    .transform((text) => {
      const [period, version] = text.split(':')
      return { period: `${period!.slice(0, 7)}-01`, version: Number(version) }
    })
    .pipe(z.object({ period: day, version: z.int() }))
    .optional(),
}

const placeSchema = z.strictObject({ day, at: moment, id: z.uuid() })

/** A place in the log as it goes into an address, and back. */
export const writtenPlace = ({ day: on, at, id }: LogPlace) =>
  Buffer.from(`${on} ${at} ${id}`).toString('base64url')

export const logCursor = z
  .string()
  .max(200)
  .transform((text, context): LogPlace => {
    const [on, at, id] = Buffer.from(text, 'base64url').toString('utf8').split(' ')
    const place = placeSchema.safeParse({ day: on, at, id })
    if (place.success) return place.data
    context.addIssue({ code: 'custom' })
    return z.NEVER
  })
  .optional()
