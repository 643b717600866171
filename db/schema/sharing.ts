import { sql } from 'drizzle-orm'
import { boolean, check, foreignKey, index, pgTable, uuid } from 'drizzle-orm/pg-core'
import { clients, consentPurpose, consents } from './clients.ts'
import { conversations } from './conversations.ts'
import { staff } from './staff.ts'
import { bytes, currentSupporter, involvedClients, moment, supportersRows } from './walls.ts'

/** What a coordinator said afterwards of something that was done without the usual right to it. */
const reviewed = {
  reviewedBy: uuid().references(() => staff.id, { onDelete: 'set null' }),
  reviewedAt: moment('reviewed_at'),
  isJustified: boolean(),
  sealedJudgement: bytes(),
}

/**
 * A supporter opened the file of a client he is not involved with, with a reason and for a while: `involved_clients`
 * lets him in as long as it lasts. Kept for good, so that each is reviewed.
 */
export const emergencyAccesses = pgTable(
  'emergency_accesses',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid().notNull(),
    clientId: uuid().notNull(),
    staffId: uuid().references(() => staff.id, { onDelete: 'set null' }),
    sealedReason: bytes().notNull(),
    openedAt: moment('opened_at').notNull(),
    until: moment('until').notNull(),
    /** When he, or a coordinator, ended it before its time. */
    endedAt: moment('ended_at'),
    ...reviewed,
  },
  (table) => [
    foreignKey({
      name: 'emergency_accesses_client',
      columns: [table.clientId, table.organisationId],
      foreignColumns: [clients.id, clients.organisationId],
    }).onDelete('cascade'),
    index('emergency_accesses_by_organisation').on(table.organisationId, table.openedAt),
    index('emergency_accesses_by_client').on(table.clientId),
    index('emergency_accesses_open')
      .on(table.staffId, table.clientId)
      .where(sql`${table.endedAt} is null`),
    check('emergency_accesses_period', sql`${table.until} > ${table.openedAt}`),
    supportersRows(
      'own_emergency_accesses',
      table.organisationId,
      sql`${table.staffId} = ${currentSupporter}`,
    ),
  ],
).enableRLS()

/**
 * What was told about a client outside the organisation: to whom, what, and by which right. That is the consent that
 * was on file then, or a vital interest with its reason (wlz-oco-2021 bijlage-4-3 onder 6).
 */
export const sharings = pgTable(
  'sharings',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid().notNull(),
    clientId: uuid().notNull(),
    conversationId: uuid().references(() => conversations.id, { onDelete: 'set null' }),
    recipient: consentPurpose().notNull(),
    /** Who exactly: a name, a department. */
    sealedTo: bytes().notNull(),
    /** The sheet as it was shared. */
    sealedWhat: bytes().notNull(),
    consentId: uuid().references(() => consents.id, { onDelete: 'set null' }),
    sealedVitalInterest: bytes(),
    sharedBy: uuid().references(() => staff.id, { onDelete: 'set null' }),
    sharedAt: moment('shared_at').notNull(),
    ...reviewed,
  },
  (table) => [
    foreignKey({
      name: 'sharings_client',
      columns: [table.clientId, table.organisationId],
      foreignColumns: [clients.id, clients.organisationId],
    }).onDelete('cascade'),
    index('sharings_by_client').on(table.clientId, table.sharedAt),
    // What waits for a coordinator: few of all.
    index('sharings_without_consent')
      .on(table.organisationId, table.sharedAt)
      .where(sql`${table.sealedVitalInterest} is not null`),
    check('sharings_one_right', sql`${table.consentId} is null or ${table.sealedVitalInterest} is null`),
    supportersRows('own_sharings', table.organisationId, sql`${table.clientId} in ${involvedClients}`),
  ],
).enableRLS()
