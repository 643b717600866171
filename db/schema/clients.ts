import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  date,
  foreignKey,
  index,
  integer,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { organisations } from './organisations.ts'
import { staff } from './staff.ts'
import { bytes, currentSupporter, involvedClients, moment, supportersRows } from './walls.ts'

/** Under which law somebody gets his care. */
export const law = pgEnum('law', ['wlz', 'wmo'])

/** A person who receives support: unique within the organisation by name and date of birth (wlz-oco-2021 art-22). */
export const clients = pgTable(
  'clients',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid()
      .notNull()
      .references(() => organisations.id, { onDelete: 'cascade' }),
    /** By which colleagues and lists name him without his name: counts up within the organisation from 1. */
    number: integer().notNull(),
    /** Keyed hash of the normalised name with the date of birth: finds him, and says nothing of him. */
    identity: text().notNull(),
    /** Null once he has been erased, as all that is sealed of him. */
    sealedName: bytes(),
    sealedBirthDate: bytes(),
    /** How to reach him. */
    sealedContact: bytes(),
    municipality: text(),
    law: law().notNull(),
    /** The first and last day of his Wlz indication; without a first day none is known, without a last it has no end. */
    indicationFrom: date(),
    indicationUntil: date(),
    /** Who may speak for him: kind, name, how to reach him. */
    sealedRepresentative: bytes(),
    /** The client that he was merged into, or himself: contacts and minutes count for this one. */
    uniqueClientId: uuid().notNull(),
    createdBy: uuid().references(() => staff.id, { onDelete: 'set null' }),
    createdAt: moment('created_at').notNull().defaultNow(),
    changedAt: moment('changed_at').notNull().defaultNow(),
    /** Since when nobody can know any more who he was; what was done for him counts on. */
    erasedAt: moment('erased_at'),
  },
  (table) => [
    unique('clients_of_organisation').on(table.id, table.organisationId),
    unique('clients_once').on(table.organisationId, table.identity),
    unique('clients_number').on(table.organisationId, table.number),
    index('clients_by_maker').on(table.createdBy),
    index('clients_by_unique_client').on(table.uniqueClientId),
    check(
      'clients_indication',
      sql`${table.indicationUntil} is null or ${table.indicationUntil} >= ${table.indicationFrom}`,
    ),
    check(
      'clients_erased',
      sql`case when ${table.erasedAt} is null then ${table.sealedName} is not null and ${table.sealedBirthDate} is not null else num_nonnulls(${table.sealedName}, ${table.sealedBirthDate}, ${table.sealedContact}, ${table.sealedRepresentative}, ${table.municipality}) = 0 end`,
    ),
    // Who makes him is involved from that very moment, when the database cannot look him up yet.
    supportersRows(
      'own_clients',
      table.organisationId,
      sql`${table.createdBy} = ${currentSupporter} or ${table.id} in ${involvedClients}`,
    ),
  ],
).enableRLS()

/** By which keyed hashes a client is found: beginnings of his names, his date of birth, how his name sounds. */
export const clientTerms = pgTable(
  'client_terms',
  {
    organisationId: uuid().notNull(),
    term: bigint({ mode: 'number' }).notNull(),
    clientId: uuid().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.term, table.clientId] }),
    foreignKey({
      name: 'client_terms_client',
      columns: [table.clientId, table.organisationId],
      foreignColumns: [clients.id, clients.organisationId],
    }).onDelete('cascade'),
    index('client_terms_by_client').on(table.clientId),
    supportersRows('own_client_terms', table.organisationId, sql`${table.clientId} in ${involvedClients}`),
  ],
).enableRLS()

/** Two clients turned out to be one: who said so, why, and who took it back. */
export const clientMerges = pgTable(
  'client_merges',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid().notNull(),
    clientId: uuid().notNull(),
    intoId: uuid().notNull(),
    /** Null once one of the two has been erased. */
    sealedReason: bytes(),
    mergedBy: uuid().references(() => staff.id, { onDelete: 'set null' }),
    mergedAt: moment('merged_at').notNull().defaultNow(),
    undoneBy: uuid().references(() => staff.id, { onDelete: 'set null' }),
    undoneAt: moment('undone_at'),
  },
  (table) => [
    foreignKey({
      name: 'client_merges_client',
      columns: [table.clientId, table.organisationId],
      foreignColumns: [clients.id, clients.organisationId],
    }).onDelete('cascade'),
    foreignKey({
      name: 'client_merges_into',
      columns: [table.intoId, table.organisationId],
      foreignColumns: [clients.id, clients.organisationId],
    }).onDelete('cascade'),
    uniqueIndex('client_merges_once')
      .on(table.clientId)
      .where(sql`${table.undoneAt} is null`),
    index('client_merges_by_into').on(table.intoId),
    check('client_merges_two', sql`${table.clientId} <> ${table.intoId}`),
    supportersRows(
      'own_client_merges',
      table.organisationId,
      sql`${table.clientId} in ${involvedClients} or ${table.intoId} in ${involvedClients}`,
    ),
  ],
).enableRLS()

/** With whom may be spoken about a client. */
export const consentPurpose = pgEnum('consent_purpose', [
  'zorgkantoor',
  'other_oco',
  'municipality',
  'care_provider',
])

/** Who has to give consent depends on the age: under 12, from 12 to 16, from 16 (wlz-oco-2021 bijlage-4-3). */
export const consentGiver = pgEnum('consent_giver', [
  'legal_representative',
  'client_and_legal_representative',
  'client',
])

export const consents = pgTable(
  'consents',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid().notNull(),
    clientId: uuid().notNull(),
    purpose: consentPurpose().notNull(),
    givenBy: consentGiver().notNull(),
    givenOn: date().notNull(),
    /** The signed form is kept (wlz-oco-2021 art-14). */
    isFormOnFile: boolean().notNull(),
    recordedBy: uuid().references(() => staff.id, { onDelete: 'set null' }),
    recordedAt: moment('recorded_at').notNull().defaultNow(),
    withdrawnOn: date(),
    withdrawnBy: uuid().references(() => staff.id, { onDelete: 'set null' }),
  },
  (table) => [
    foreignKey({
      name: 'consents_client',
      columns: [table.clientId, table.organisationId],
      foreignColumns: [clients.id, clients.organisationId],
    }).onDelete('cascade'),
    index('consents_by_client').on(table.clientId),
    check('consents_period', sql`${table.withdrawnOn} is null or ${table.withdrawnOn} >= ${table.givenOn}`),
    supportersRows('own_consents', table.organisationId, sql`${table.clientId} in ${involvedClients}`),
  ],
).enableRLS()
