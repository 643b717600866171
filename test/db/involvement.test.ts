import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { rowsOf, withinOrganisation, type Db } from '../../db/client.ts'
import * as schema from '../../db/schema.ts'
import { databaseKinds } from '../support/databases.ts'
import { AtTheDesk, fileAt } from '../server/clients/at-the-desk.ts'
import { clientOf } from '../support/client.ts'

const tables = Object.values(schema)
  .filter((each) => each instanceof PgTable)
  .map((table) => getTableConfig(table))
const ofOrganisations = tables
  .filter(({ columns }) => columns.some(({ name }) => /^organisation_?id$/iu.test(name)))
  .map(({ name }) => name)

/** What a supporter who has no part in a client must not see, though he is of the same organisation. */
const OF_A_FILE = [
  'clients',
  'client_terms',
  'client_merges',
  'consents',
  'support_questions',
  'contacts',
  'signals',
  'signal_changes',
  'acute_notices',
  'sharings',
  'emergency_accesses',
  'conversations',
  'messages',
  'handoffs',
  'steps',
  'drafts',
]
/** Of those who log in; the role of requests has nothing to look for there. */
const OF_ACCOUNTS = ['users', 'sessions', 'credentials', 'verifications', 'second_factors', 'rate_limits']

/** Closed to the role of requests altogether: sessions, and what only functions of the database write. */
const CLOSED = ['sessions', 'access_log_heads']

/** The same for every organisation. */
const COMMON = ['agreements']

const count = async (tx: Db, table: string) => {
  const [row] = await rowsOf<{ n: number }>(tx, sql`select count(*)::int as n from ${sql.identifier(table)}`)
  return row!.n
}

describe.each(databaseKinds)('the walls without the checks of the code on $name', (kind) => {
  const desk = new AtTheDesk(kind)
  const person = { purpose: 'zorgkantoor', givenBy: 'client', givenOn: '2026-01-02', isFormOnFile: true }
  const asBram = <T>(work: (tx: Db) => Promise<T>) =>
    withinOrganisation(
      desk.product.database.db,
      { organisationId: desk.bram.organisationId, supporterId: desk.bram.staffId },
      work,
    )

  beforeAll(async () => {
    const client = await desk.newClient({ birthDate: '1950-01-02' })
    const other = await desk.newClient()
    const { db } = desk.product.database
    const { organisationId, staffId } = desk.anna
    await desk.anna.call('POST', fileAt(client, '/consents'), person)
    await desk.anna.call('POST', fileAt(client, '/sharings'), {
      recipient: 'zorgkantoor',
      to: 'Iemand',
      fields: [],
      text: 'Iets',
    })
    const question = { clientId: client.id, startedOn: '2026-01-05', aim: 'Verhuizen' }
    await desk.anna.call('POST', '/api/v1/desk/support-questions', question)
    await desk.anna.call('POST', fileAt(other, '/merges'), { intoId: client.id, reason: 'Dezelfde' })
    const writer = clientOf(desk.product.app)
    const { id: conversationId } = await writer.start('de-wegwijzer')
    await desk.anna.call('POST', `/api/v1/desk/conversations/${conversationId}/claim`, {})
    await desk.anna.call('PUT', `/api/v1/desk/conversations/${conversationId}/draft`, { text: 'Beste' })
    await desk.anna.call('PUT', `/api/v1/desk/conversations/${conversationId}/client`, {
      clientId: client.id,
    })
    // Rows of which the doors need more than a wall cares for.
    const bytes = sql`'\\x00'::bytea`
    const [category, signal, contact] = [randomUUID(), randomUUID(), randomUUID()]
    for (const row of [
      sql`insert into handoffs (organisation_id, conversation_id, reason, urgent, sealed_summary, seq, requested_at, due_at, calendar)
        values (${organisationId}, ${conversationId}, 'asked', false, ${bytes}, 1, now(), now(), '{}')`,
      sql`insert into signal_categories (id, organisation_id, kind, name) values (${category}, ${organisationId}, 'signal', 'Eigen')`,
      sql`insert into signals (id, organisation_id, kind, category_id, client_id, observed_on, sealed_facts, sealed_bottleneck, made_by)
        values (${signal}, ${organisationId}, 'signal', ${category}, ${client.id}, '2026-01-05', ${bytes}, ${bytes}, ${staffId})`,
      sql`insert into signal_changes (organisation_id, signal_id, changed_at, sealed_before) values (${organisationId}, ${signal}, now(), ${bytes})`,
      sql`insert into acute_contacts (id, organisation_id, zorgkantoor, name) values (${category}, ${organisationId}, 'Zilveren Kruis', 'Iemand')`,
      sql`insert into acute_notices (organisation_id, signal_id, contact_id, way, given_at, is_person_shared)
        values (${organisationId}, ${signal}, ${category}, 'phone', now(), false)`,
      sql`insert into contacts (id, organisation_id, client_id, unique_client_id, handled_by, supporter_id, recorded_by, channel, started_at, day, minutes, is_draft)
        values (${contact}, ${organisationId}, ${client.id}, ${client.id}, 'supporter', ${staffId}, ${staffId}, 'phone', now(), '2026-01-05', 5, false)`,
      sql`insert into emergency_accesses (organisation_id, client_id, staff_id, sealed_reason, opened_at, until)
        values (${organisationId}, ${client.id}, ${staffId}, ${bytes}, now(), now() + interval '1 hour')`,
    ])
      await db.execute(row)
  })

  it('every table that holds an organisation’s rows shows another organisation none of them', async () => {
    const elsewhere = await desk.worker({ firstName: 'Zoë', organisation: 'magentazorg' })
    const { db } = desk.product.database
    const inDatabase = await rowsOf<{ table_name: string }>(
      db,
      sql`select c.table_name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
        where c.table_schema = 'public' and c.column_name = 'organisation_id' and t.table_type = 'BASE TABLE'`,
    )
    const names = inDatabase.map(({ table_name: name }) => name)
    expect(names.toSorted()).toEqual(expect.arrayContaining(OF_A_FILE))
    expect(ofOrganisations.length).toBeGreaterThan(OF_A_FILE.length)
    const seen: Record<string, number> = {}
    await withinOrganisation(db, elsewhere.organisationId, async (tx) => {
      for (const name of names) {
        // What the role may not even ask for holds as well.
        const [may] = await rowsOf<{ may: boolean }>(
          tx,
          sql`select has_table_privilege(current_user, ${`public.${name}`}, 'select') as may`,
        )
        if (!may!.may) continue
        const [row] = await rowsOf<{ n: number }>(
          tx,
          sql`select count(*)::int as n from ${sql.identifier(name)}
            where organisation_id <> ${elsewhere.organisationId}`,
        )
        if (row!.n > 0) seen[name] = row!.n
      }
    })
    expect(seen).toEqual({})
  })

  it('every table is under row-level security, and none of an organisation is without a policy', async () => {
    const rows = await rowsOf<{ name: string; secured: boolean; policies: number; organisation: boolean }>(
      desk.product.database.db,
      sql`select c.relname as name, c.relrowsecurity as secured,
        (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies,
        exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'organisation_id') as organisation
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind = 'r'`,
    )
    expect(rows.length).toBeGreaterThan(40)
    expect(rows.filter(({ secured }) => !secured).map(({ name }) => name)).toEqual(COMMON)
    const bare = rows.filter(({ organisation, policies }) => organisation && policies === 0)
    expect(bare.map(({ name }) => name).filter((name) => !CLOSED.includes(name))).toEqual([])
    const policies = await rowsOf<{ at: string; condition: string }>(
      desk.product.database.db,
      sql`select tablename || '.' || policyname as at, coalesce(qual, '') || coalesce(with_check, '') as condition
        from pg_policies where schemaname = 'public' and 'wegwijs_app' = any(roles)`,
    )
    const open = policies.filter(({ condition }) => !condition.includes('wegwijs.organisation'))
    expect(open.map(({ at }) => at)).toEqual([])
  })

  it.each(OF_A_FILE)('of the %s of a client that is not his a supporter sees nothing', async (table) => {
    const { db } = desk.product.database
    expect(await withinOrganisation(db, desk.cora.organisationId, (tx) => count(tx, table))).toBeGreaterThan(
      0,
    )
    expect(await asBram((tx) => count(tx, table))).toBe(0)
  })

  it('a supporter changes and takes away nothing of a file that is not his', async () => {
    const touched = await asBram(async (tx) => [
      ...(await rowsOf(tx, sql`update clients set municipality = 'Almere' returning id`)),
      ...(await rowsOf(tx, sql`update consents set withdrawn_on = '2026-02-02' returning id`)),
      ...(await rowsOf(tx, sql`update messages set helpful = true returning seq`)),
      ...(await rowsOf(tx, sql`delete from client_terms returning term`)),
    ])
    expect(touched).toEqual([])
  })

  it('a supporter writes nothing into a file that is not his', async () => {
    const [client] = await rowsOf<{ id: string }>(
      desk.product.database.db,
      sql`select id from clients where organisation_id = ${desk.bram.organisationId} limit 1`,
    )
    const writing = asBram((tx) =>
      tx.execute(sql`insert into consents (organisation_id, client_id, purpose, given_by, given_on, is_form_on_file)
        values (${desk.bram.organisationId}, ${client!.id}, 'zorgkantoor', 'client', '2026-01-02', true)`),
    )
    await expect(writing).rejects.toMatchObject({
      cause: { message: expect.stringContaining('row-level security') },
    })
  })

  it('work that looks at the whole organisation ends where it ends', async () => {
    const seen = await asBram(async (tx) => {
      const whole = await withinOrganisation(tx, desk.bram.organisationId, (all) => count(all, 'clients'))
      return { whole, after: await count(tx, 'clients') }
    })
    expect(seen.whole).toBeGreaterThan(0)
    expect(seen.after).toBe(0)
  })

  it('the role of requests owns nothing, passes no wall, and reads no accounts', async () => {
    const { db } = desk.product.database
    const [role] = await rowsOf<Record<string, boolean | number>>(
      db,
      sql`select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin,
        (select count(*)::int from pg_class where relowner = r.oid) as owned
        from pg_roles r where rolname = 'wegwijs_app'`,
    )
    expect(role).toEqual({
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolcanlogin: false,
      owned: 0,
    })
    for (const table of OF_ACCOUNTS) {
      const seen = await withinOrganisation(db, desk.cora.organisationId, (tx) => count(tx, table)).catch(
        () => 0,
      )
      expect(seen).toBe(0)
    }
    expect(await count(db, 'users')).toBeGreaterThan(0)
    expect(await count(db, 'sessions')).toBeGreaterThan(0)
  })

  it('what looks past the walls for them may be called by nobody but that role, and looks at its own tables', async () => {
    const functions = await rowsOf<{ name: string; config: string[] | null; everybody: boolean }>(
      desk.product.database.db,
      sql`select p.proname as name, p.proconfig as config,
        has_function_privilege('public', p.oid, 'execute') as everybody
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'public' and p.prosecdef`,
    )
    expect(functions.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['involved_clients', 'took_part']),
    )
    for (const { name, config, everybody } of functions) {
      expect(`${name}: ${config?.join() ?? 'none'}`).toMatch(/search_path=pg_catalog/u)
      expect({ name, everybody }).toEqual({ name, everybody: false })
    }
  })
})
