import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { rowsOf, type Database } from '../../../db/client.ts'
import { sealedColumns } from '../../../server/privacy/sealed-columns.ts'
import { databaseKinds } from '../../support/databases.ts'

let database: Database
beforeAll(async () => {
  database = await databaseKinds[0]!.open()
})
afterAll(() => database.close())

/**
 * Every column that holds words of its own, beside the sealed ones: what it holds, and why that may be read. One that
 * is not here has to be sealed or named here with its reason.
 */
const READABLE: Record<string, string[]> = {
  'codes of the product, no words of anybody': [
    'access_log.event',
    'access_log.object_kind',
    'access_log.object_id',
    'access_log.purpose',
    'access_log.request_id',
    'access_log.role',
    'access_log.source',
    'access_log_seals.key_name',
    'access_reviews.looked_into',
    'access_reviews.signed_by_role',
    'accounting.month_layout',
    'agreements.id',
    'bindings.agreement_id',
    'contacts.agreement_id',
    'contacts.service',
    'contacts.topic',
    'conversations.agreement_id',
    'conversations.locale',
    'credentials.provider_id',
    'credentials.scope',
    'data_keys.kind',
    'destructions.cause',
    'destructions.counts',
    'handoffs.calendar',
    'work_calendars.hours',
    'handoffs.topic',
    'messages.reply_kind',
    'reported_contacts.agreement_id',
    'reported_contacts.service',
    'rights_requests.agreement_id',
    'telegram_chats.bot',
    'telegram_chats.locale',
    'telegram_updates.bot',
  ],
  'codes of failures, without what a server said': [
    'deliveries.failure',
    'mail_notices.failure',
    'report_reminders.failure',
  ],
  'figures of which none leads to a person; the texts in a quarter’s report are sealed within it': [
    'reports.content',
  ],
  'secrets of log-ins: hashed, sealed by the log-in under a key of the installation, or never filled': [
    'credentials.access_token',
    'credentials.id_token',
    'credentials.password',
    'credentials.refresh_token',
    'second_factors.backup_codes',
    'second_factors.secret',
  ],
  'opaque for minutes or hours, and no use without the secret that signs the cookie': [
    'sessions.token',
    'verifications.identifier',
    'verifications.value',
  ],
  'hashes and names made at random': [
    'credentials.account_id',
    'credentials.id',
    'credentials.user_id',
    'destructions.digest',
    'destructions.ids_digest',
    'destructions.previous_digest',
    'second_factors.id',
    'second_factors.user_id',
    'sessions.id',
    'sessions.user_id',
    'staff.user_id',
    'users.id',
    'clients.identity',
    'conversations.token_digest',
    'invitations.token_digest',
    'knowledge_versions.digest',
    'messages.client_message_id',
    'rate_limits.id',
    'recoveries.token_digest',
    'telegram_chats.address_digest',
    'verifications.id',
  ],
  'a place or region, of which thousands of people are: what the figures count by, and no name': [
    'clients.municipality',
    'contacts.municipality',
    'contacts.region',
    'contacts.zorgkantoor',
    'conversations.municipality',
    'reported_contacts.region',
    'reported_contacts.zorgkantoor',
    'signals.region',
    'signals.zorgkantoor',
  ],
  'the organisation’s own public words, with no client in them; BSN, IBAN and cards are masked': [
    'agreements.title',
    'canned_replies.shortcut',
    'canned_replies.text',
    'canned_replies.title',
    'knowledge_entries.name',
    'knowledge_versions.content',
    'organisations.name',
    'organisations.slug',
    'organisations.allowed_origins',
    'saved_views.name',
    'saved_views.query',
    'signal_categories.name',
    'teams.name',
  ],
  'colleagues and officials in their work, by which they log in, are reached and account for what they did': [
    'access_log.actor_name',
    'access_log.address',
    'access_reviews.signed_by_name',
    'acute_contacts.email',
    'acute_contacts.name',
    'acute_contacts.phone',
    'acute_contacts.zorgkantoor',
    'acute_notices.answer',
    'invitations.email',
    'rate_limits.key',
    'sessions.ip_address',
    'sessions.user_agent',
    'staff.first_name',
    'users.email',
    'users.image',
    'users.name',
  ],
}

it('every sealed column is one that a change of key seals anew, and nothing else is', async () => {
  const rows = await rowsOf<{ name: string }>(
    database.db,
    sql`select table_name || '.' || column_name as name from information_schema.columns
      where table_schema = 'public' and column_name like 'sealed\\_%' and data_type = 'bytea' order by 1`,
  )
  const known = sealedColumns.filter(({ within }) => !within).map(({ table, column }) => `${table}.${column}`)
  expect(known.toSorted()).toEqual(rows.map(({ name }) => name))
})

it('every other column of words is known for what it holds', async () => {
  const rows = await rowsOf<{ name: string }>(
    database.db,
    sql`select c.table_name || '.' || c.column_name as name
      from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
        and (c.data_type in ('text', 'character varying', 'json', 'jsonb') or (c.data_type = 'ARRAY' and c.udt_name = '_text'))
      order by 1`,
  )
  const known = new Set(Object.values(READABLE).flat())
  expect(rows.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([])
})
