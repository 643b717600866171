import { sql } from 'drizzle-orm'
import {
  boolean,
  date,
  foreignKey,
  index,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { clients, consents } from './clients.ts'
import { conversations } from './conversations.ts'
import { organisations } from './organisations.ts'
import { staff } from './staff.ts'
import { bytes, currentSupporter, moment, ownRows, supportersRows } from './walls.ts'

/** An observation of a problem in long-term care, or a complaint about the support (wlz-oco-2021 bijlage-5-art-9, -10). */
export const signalKind = pgEnum('signal_kind', ['signal', 'complaint'])

/** The organisation's own kinds of situations, by which like signals are found, and of complaints. */
export const signalCategories = pgTable(
  'signal_categories',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid()
      .notNull()
      .references(() => organisations.id, { onDelete: 'cascade' }),
    kind: signalKind().notNull(),
    name: text().notNull(),
    /** It is not offered any more, but its signals keep it. */
    archivedAt: moment('archived_at'),
  },
  (table) => [
    unique('signal_categories_of_organisation').on(table.id, table.organisationId),
    unique('signal_categories_name').on(table.organisationId, table.kind, table.name),
    ownRows('own_signal_categories', table.organisationId, 'all'),
  ],
).enableRLS()

export const signals = pgTable(
  'signals',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid().notNull(),
    kind: signalKind().notNull(),
    categoryId: uuid().notNull(),
    conversationId: uuid().references(() => conversations.id, { onDelete: 'set null' }),
    clientId: uuid(),
    observedOn: date().notNull(),
    /** The four of wlz-oco-2021 bijlage-5-art-8: region, provider or location, facts, bottleneck. */
    region: text(),
    zorgkantoor: text(),
    sealedProvider: bytes(),
    sealedFacts: bytes().notNull(),
    sealedBottleneck: bytes().notNull(),
    /** Since when it has been acute: from then on it has to be passed on at once. Null: it is not. */
    acuteAt: moment('acute_at'),
    madeBy: uuid().references(() => staff.id, { onDelete: 'set null' }),
    madeAt: moment('made_at').notNull().defaultNow(),
    changedAt: moment('changed_at'),
  },
  (table) => [
    unique('signals_of_organisation').on(table.id, table.organisationId),
    foreignKey({
      name: 'signals_category',
      columns: [table.categoryId, table.organisationId],
      foreignColumns: [signalCategories.id, signalCategories.organisationId],
    }).onDelete('restrict'),
    foreignKey({
      name: 'signals_client',
      columns: [table.clientId, table.organisationId],
      foreignColumns: [clients.id, clients.organisationId],
    }).onDelete('restrict'),
    index('signals_by_organisation').on(table.organisationId, table.observedOn),
    index('signals_by_conversation').on(table.conversationId),
    index('signals_by_maker').on(table.madeBy),
    index('signals_by_client').on(table.clientId),
    supportersRows('own_signals', table.organisationId, sql`${table.madeBy} = ${currentSupporter}`),
  ],
).enableRLS()

/** What a signal said before somebody changed it. */
export const signalChanges = pgTable(
  'signal_changes',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid().notNull(),
    signalId: uuid().notNull(),
    changedBy: uuid().references(() => staff.id, { onDelete: 'set null' }),
    changedAt: moment('changed_at').notNull(),
    sealedBefore: bytes().notNull(),
  },
  (table) => [
    foreignKey({
      name: 'signal_changes_signal',
      columns: [table.signalId, table.organisationId],
      foreignColumns: [signals.id, signals.organisationId],
    }).onDelete('cascade'),
    index('signal_changes_by_signal').on(table.signalId, table.changedAt),
    supportersRows(
      'own_signal_changes',
      table.organisationId,
      sql`exists (select 1 from ${signals} where ${signals.id} = ${table.signalId})`,
    ),
  ],
).enableRLS()

/** Whom at the zorgkantoor an acute signal goes to (wlz-oco-2021 bijlage-5-art-11). */
export const acuteContacts = pgTable(
  'acute_contacts',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid()
      .notNull()
      .references(() => organisations.id, { onDelete: 'cascade' }),
    zorgkantoor: text().notNull(),
    name: text().notNull(),
    phone: text(),
    email: text(),
    removedAt: moment('removed_at'),
  },
  (table) => [
    index('acute_contacts_by_organisation').on(table.organisationId),
    ownRows('own_acute_contacts', table.organisationId, 'all'),
  ],
).enableRLS()

/** How it was passed on; `mail_from_here`: a mail that this product sent, which holds no facts. */
export const noticeWay = pgEnum('notice_way', ['phone', 'mail', 'visit', 'mail_from_here'])

/** That an acute signal was passed on: to whom, when, how, by whom, and what a mail server answered. */
export const acuteNotices = pgTable(
  'acute_notices',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid().notNull(),
    signalId: uuid().notNull(),
    contactId: uuid()
      .notNull()
      .references(() => acuteContacts.id, { onDelete: 'restrict' }),
    way: noticeWay().notNull(),
    givenBy: uuid().references(() => staff.id, { onDelete: 'set null' }),
    givenAt: moment('given_at').notNull(),
    /** It was told which client it is about, by the consent that was on file then. */
    isPersonShared: boolean().notNull(),
    consentId: uuid().references(() => consents.id, { onDelete: 'set null' }),
    sealedNote: bytes(),
    /** What the mail server said when it took the mail; without it a mail from here has not been passed on. */
    answer: text(),
  },
  (table) => [
    foreignKey({
      name: 'acute_notices_signal',
      columns: [table.signalId, table.organisationId],
      foreignColumns: [signals.id, signals.organisationId],
    }).onDelete('cascade'),
    index('acute_notices_by_signal').on(table.signalId),
    supportersRows(
      'own_acute_notices',
      table.organisationId,
      sql`exists (select 1 from ${signals} where ${signals.id} = ${table.signalId})`,
    ),
  ],
).enableRLS()

export const trendStatus = pgEnum('trend_status', ['confirmed', 'dismissed'])

/** What a person said of a series of like signals in a quarter that the program proposed; said anew, the old row stays. */
export const trends = pgTable(
  'trends',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid().notNull(),
    categoryId: uuid().notNull(),
    /** The first day of the quarter. */
    quarter: date().notNull(),
    status: trendStatus().notNull(),
    sealedDescription: bytes(),
    decidedBy: uuid().references(() => staff.id, { onDelete: 'set null' }),
    decidedAt: moment('decided_at').notNull(),
    replacedAt: moment('replaced_at'),
  },
  (table) => [
    unique('trends_of_organisation').on(table.id, table.organisationId),
    foreignKey({
      name: 'trends_category',
      columns: [table.categoryId, table.organisationId],
      foreignColumns: [signalCategories.id, signalCategories.organisationId],
    }).onDelete('restrict'),
    uniqueIndex('trends_once')
      .on(table.organisationId, table.categoryId, table.quarter)
      .where(sql`${table.replacedAt} is null`),
    ownRows('own_trends', table.organisationId, 'all'),
  ],
).enableRLS()

/** The signals that a trend was seen in when a person decided about it. */
export const trendSignals = pgTable(
  'trend_signals',
  {
    trendId: uuid().notNull(),
    signalId: uuid().notNull(),
    organisationId: uuid().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.trendId, table.signalId] }),
    foreignKey({
      name: 'trend_signals_trend',
      columns: [table.trendId, table.organisationId],
      foreignColumns: [trends.id, trends.organisationId],
    }).onDelete('cascade'),
    foreignKey({
      name: 'trend_signals_signal',
      columns: [table.signalId, table.organisationId],
      foreignColumns: [signals.id, signals.organisationId],
    }).onDelete('cascade'),
    ownRows('own_trend_signals', table.organisationId, 'all'),
  ],
).enableRLS()
