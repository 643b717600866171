import { sql, type SQL } from 'drizzle-orm'
import { customType, pgPolicy, pgRole, timestamp } from 'drizzle-orm/pg-core'

/** The role under which every request runs; it owns nothing and is held by the walls below. */
export const appRole = pgRole('wegwijs_app').existing()

/** Set for the length of a transaction by `withinOrganisation`. */
export const currentOrganisation = sql`nullif(current_setting('wegwijs.organisation', true), '')::uuid`

/** Which supporter asks, set in the same way; null for who coordinates and for the product itself. */
export const currentSupporter = sql`nullif(current_setting('wegwijs.supporter', true), '')::uuid`

/** The clients that he is involved with (wlz-oco-2021 bijlage-5-art-5). Worked out once for a query, not for each row. */
export const involvedClients = sql`(select involved_clients(${currentSupporter}))`

export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' })

export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

export const ownRows = (name: string, column: unknown, allowed: 'all' | 'select') =>
  pgPolicy(name, { for: allowed, to: appRole, using: sql`${column} = ${currentOrganisation}` })

/**
 * The organisation's rows; to a supporter those of them alone for which `mine` holds. Whether a supporter asks is a
 * query of its own, so that it is answered once and not for each of half a million contacts that a report goes over.
 */
export const supportersRows = (name: string, column: unknown, mine: SQL) =>
  pgPolicy(name, {
    for: 'all',
    to: appRole,
    using: sql`${column} = ${currentOrganisation} and ((select ${currentSupporter} is null) or ${mine})`,
  })

export const commonAndOwnRows = (name: string, column: unknown) =>
  pgPolicy(name, {
    for: 'select',
    to: appRole,
    using: sql`${column} is null or ${column} = ${currentOrganisation}`,
  })
