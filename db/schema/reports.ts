import { sql } from 'drizzle-orm'
import {
  check,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { contactChannel } from './contacts.ts'
import { agreements, organisations } from './organisations.ts'
import { staff } from './staff.ts'
import { moment, ownRows } from './walls.ts'

/** A selection of a list that somebody kept for himself. */
export const savedViews = pgTable(
  'saved_views',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid()
      .notNull()
      .references(() => organisations.id, { onDelete: 'cascade' }),
    staffId: uuid()
      .notNull()
      .references(() => staff.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    /** The filters and columns, as they stand in the address of the list. */
    query: text().notNull(),
  },
  (table) => [
    unique('saved_views_name').on(table.staffId, table.name),
    ownRows('own_saved_views', table.organisationId, 'all'),
  ],
).enableRLS()

export const reportKind = pgEnum('report_kind', ['month', 'quarter'])

/** A report as it was sent: frozen. A correction is the next version, with what changed since the one before. */
export const reports = pgTable(
  'reports',
  {
    organisationId: uuid()
      .notNull()
      .references(() => organisations.id, { onDelete: 'cascade' }),
    kind: reportKind().notNull(),
    /** The first day of the month or quarter that it is about. */
    period: date().notNull(),
    version: integer().notNull(),
    /** The figures, without anything that leads to a person. */
    content: jsonb().notNull(),
    sentBy: uuid().references(() => staff.id, { onDelete: 'set null' }),
    sentAt: moment('sent_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.kind, table.period, table.version] }),
    check('reports_version', sql`${table.version} > 0`),
    ownRows('own_reports', table.organisationId, 'all'),
  ],
).enableRLS()

/** The contacts that a sent monthly report counts, as they counted in it. */
export const reportedContacts = pgTable(
  'reported_contacts',
  {
    organisationId: uuid().notNull(),
    kind: reportKind().notNull().default('month'),
    period: date().notNull(),
    reportVersion: integer().notNull(),
    contactId: uuid().notNull(),
    contactVersion: integer().notNull(),
    uniqueClientId: uuid().notNull(),
    channel: contactChannel().notNull(),
    region: text(),
    zorgkantoor: text(),
    agreementId: text().references(() => agreements.id, { onDelete: 'restrict' }),
    service: text(),
    minutes: integer().notNull(),
    declarableMinutes: integer().notNull(),
  },
  (table) => [
    primaryKey({
      columns: [table.organisationId, table.period, table.reportVersion, table.contactId],
    }),
    foreignKey({
      name: 'reported_contacts_report',
      columns: [table.organisationId, table.kind, table.period, table.reportVersion],
      foreignColumns: [reports.organisationId, reports.kind, reports.period, reports.version],
    }).onDelete('cascade'),
    index('reported_contacts_by_contact').on(table.contactId),
    ownRows('own_reported_contacts', table.organisationId, 'all'),
  ],
).enableRLS()

/** A word by mail to who coordinates that a monthly report has not been sent yet: once a day that it is told on. */
export const reportReminders = pgTable(
  'report_reminders',
  {
    organisationId: uuid()
      .notNull()
      .references(() => organisations.id, { onDelete: 'cascade' }),
    /** The first day of the month that the report is about, and the day on which it is told. */
    period: date().notNull(),
    day: date().notNull(),
    staffId: uuid()
      .notNull()
      .references(() => staff.id, { onDelete: 'cascade' }),
    attempts: integer().notNull().default(0),
    /** When to try it (again); null when that has ended. */
    dueAt: moment('due_at').defaultNow(),
    sentAt: moment('sent_at'),
    failure: text(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.period, table.day, table.staffId] }),
    index('report_reminders_pending')
      .on(table.dueAt)
      .where(sql`${table.dueAt} is not null`),
    index('report_reminders_by_staff').on(table.staffId),
    ownRows('own_report_reminders', table.organisationId, 'all'),
  ],
).enableRLS()
