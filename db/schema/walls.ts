import { sql } from 'drizzle-orm'
import { customType, pgPolicy, pgRole, timestamp } from 'drizzle-orm/pg-core'

/** The role under which every request runs; it owns nothing and is held by the walls below. */
export const appRole = pgRole('wegwijs_app').existing()

/** Set for the length of a transaction by `withinOrganisation`. */
export const currentOrganisation = sql`nullif(current_setting('wegwijs.organisation', true), '')::uuid`

export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' })

export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

export const ownRows = (name: string, column: unknown, allowed: 'all' | 'select') =>
  pgPolicy(name, { for: allowed, to: appRole, using: sql`${column} = ${currentOrganisation}` })

export const commonAndOwnRows = (name: string, column: unknown) =>
  pgPolicy(name, {
    for: 'select',
    to: appRole,
    using: sql`${column} is null or ${column} = ${currentOrganisation}`,
  })
