import { randomUUID } from 'node:crypto'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { rowsOf, withinOrganisation } from '../../../db/client.ts'
import { accessLog, accessLogSeals, organisations } from '../../../db/schema.ts'
import { masterKeyOf, newSecret } from '../../../db/sealing.ts'
import { recordAccess } from '../../../server/access-log/record.ts'
import { sealHeads } from '../../../server/access-log/seals.ts'
import { verifyLog } from '../../../server/access-log/verify.ts'
import { linesAbout } from '../../../server/access-review/filters.ts'
import { runCommand } from '../../../server/admin/commands.ts'
import { readConfig } from '../../../server/config.ts'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'

const CLIENT = 'c1111111-1111-4111-8111-111111111111'
const OTHER = 'a2222222-2222-4222-8222-222222222222'

describe.each(databaseKinds)('the chain of the access log on $name', (kind) => {
  let product: Product
  /** Of a log of its own for each test: lines need no organisation to be there. */
  let organisationId: string

  beforeAll(async () => {
    product = await newProduct(kind)
  })
  beforeEach(async () => {
    organisationId = randomUUID()
    for (let i = 0; i < 5; i++) await write()
  })
  afterAll(() => product.close())

  const write = (address = 'é—ruimte', at = new Date()) =>
    withinOrganisation(product.database.db, organisationId, (tx) =>
      recordAccess(tx, {
        organisationId,
        event: 'client.read',
        actor: { kind: 'product' },
        source: 'server',
        clientIds: [CLIENT, OTHER],
        address,
        at,
      }),
    )
  const verified = (head?: string) => verifyLog(product.desk, organisationId, head ? { head } : {})
  const fault = async () => (await verified()).fault

  /** What only who owns the database can do, by taking its guards away first. */
  async function tamper(change: string) {
    const { db } = product.database
    const own = change.replace('OWN', `organisation_id = '${organisationId}'`)
    for (const table of ['access_log', 'access_log_clients', 'access_log_seals'])
      await db.execute(sql.raw(`alter table ${table} disable trigger user`))
    await db.execute(sql.raw(own))
    for (const table of ['access_log', 'access_log_clients', 'access_log_seals'])
      await db.execute(sql.raw(`alter table ${table} enable trigger user`))
  }

  it('lines that nobody touched are whole, and their newest hash is found again', async () => {
    const first = await verified()
    expect(first).toMatchObject({ lines: 5, fault: null, head: { seq: 5 } })
    await write()
    expect((await verified(first.head!.hash)).fault).toBeNull()
    expect((await verified('ab'.repeat(32))).fault).toMatchObject({ what: 'head_unknown' })
  })

  it.each([
    [
      'a changed line',
      `update access_log set address = 'elsewhere' where OWN and seq = 3`,
      { what: 'changed', seq: 3 },
    ],
    ['a deleted line', 'delete from access_log where OWN and seq = 3', { what: 'missing', seq: 3 }],
    ['a cut-off end', 'delete from access_log where OWN and seq > 3', { what: 'cut', seq: 4 }],
    [
      'a cut-off beginning',
      'delete from access_log where OWN and seq < 3',
      { what: 'beginning_missing', seq: 3 },
    ],
    [
      'a line that was put in',
      `insert into access_log select organisation_id, 6, at, event, action, outcome, actor, staff_id, actor_name, role,
        responsible_staff_id, purpose, client_ids, object_kind, object_id, address, source, request_id, is_emergency,
        hash, hash from access_log where OWN and seq = 5`,
      { what: 'changed', seq: 6 },
    ],
    [
      'a client taken out of who was seen',
      `delete from access_log_clients where OWN and seq = 2 and client_id = '${CLIENT}'`,
      { what: 'clients_differ', seq: 2 },
    ],
    [
      'a client put with who was seen',
      `insert into access_log_clients select organisation_id, organisation_id, 2 from access_log where OWN and seq = 2`,
      { what: 'clients_differ', seq: 5 },
    ],
  ])('%s is found', async (_, change, found) => {
    await tamper(change)
    expect(await fault()).toMatchObject(found)
  })

  it('who rewrites the whole chain, hashes and all, is found by the seals', async () => {
    await sealHeads(product.desk)
    await tamper('delete from access_log where OWN')
    await tamper('delete from access_log_clients where OWN')
    await tamper('delete from access_log_heads where OWN')
    for (let i = 0; i < 6; i++) await write('rewritten')
    expect(await fault()).toMatchObject({ what: 'seal_differs', seq: 5 })
    const forger = { db: product.database.db, masterKey: masterKeyOf(newSecret()) }
    await tamper('delete from access_log_seals where OWN')
    await sealHeads(forger)
    expect(await fault()).toMatchObject({ what: 'seal_broken', seq: 6 })
  })

  it('a line is sealed once', async () => {
    await sealHeads(product.desk)
    await sealHeads(product.desk)
    const seals = product.database.db.select().from(accessLogSeals)
    expect(await seals.where(eq(accessLogSeals.organisationId, organisationId))).toHaveLength(1)
  })

  it.each([
    `update access_log set event = 'x'`,
    'delete from access_log',
    'delete from access_log_clients',
    'truncate access_log',
    `update access_log_seals set seq = 1`,
    'delete from access_reviews',
    'update access_log_heads set seq = 0',
    'select * from access_log_heads',
  ])('the role of requests cannot: %s', async (statement) => {
    const attempt = withinOrganisation(product.database.db, organisationId, (tx) =>
      tx.execute(sql.raw(statement)),
    )
    await expect(attempt).rejects.toMatchObject({
      cause: { message: expect.stringContaining('permission denied') },
    })
  })

  it.each(['update access_log set seq = seq', 'delete from access_log', 'truncate access_log'])(
    'the owner of the tables is stopped as well: %s',
    async (statement) => {
      await expect(product.database.db.execute(sql.raw(statement))).rejects.toMatchObject({
        cause: { message: expect.stringContaining('only ever added to') },
      })
    },
  )

  it('an organisation neither reads nor writes lines of another', async () => {
    const other = randomUUID()
    const seen = await withinOrganisation(product.database.db, other, (tx) => tx.select().from(accessLog))
    expect(seen).toEqual([])
    const forged = withinOrganisation(product.database.db, other, (tx) =>
      recordAccess(tx, {
        organisationId,
        event: 'client.read',
        actor: { kind: 'product' },
        source: 'server',
      }),
    )
    await expect(forged).rejects.toMatchObject({ cause: { message: expect.stringContaining('row-level') } })
  })

  it('lines that are written at once stand in one chain without a gap', async () => {
    await Promise.all(Array.from({ length: 20 }, () => write()))
    expect(await verified()).toMatchObject({ lines: 25, fault: null })
  })

  it('who has seen a client is found by an index', async () => {
    const { db } = product.database
    await db.execute(sql`insert into access_log (organisation_id, event, action, outcome, actor, purpose, source, client_ids)
      select ${organisationId}, 'client.read', 'R', 'succeeded', 'product', 'support', 'server', array[gen_random_uuid()]
      from generate_series(1, 5000)`)
    await db.execute(sql`analyze access_log, access_log_clients`)
    const plan = await withinOrganisation(db, organisationId, async (tx) => {
      const lines = tx
        .select({ seq: accessLog.seq })
        .from(accessLog)
        .where(
          and(
            eq(accessLog.organisationId, organisationId),
            inArray(accessLog.seq, linesAbout(tx, organisationId, CLIENT)),
          ),
        )
      return rowsOf<Record<string, string>>(tx, sql`explain (analyze) ${lines}`)
    })
    const text = plan.map((row) => row['QUERY PLAN']).join('\n')
    expect(text).toMatch(/Scan using access_log_clients_pk/u)
    expect(text).toMatch(/Scan using access_log_pk/u)
    expect(text).not.toMatch(/Seq Scan on access_log/u)
  })

  it('only what is past five years can be destroyed, and what is left is whole', async () => {
    organisationId = randomUUID()
    for (const year of [2018, 2019, 2019, 2026]) await write('x', new Date(Date.UTC(year, 5, 1)))
    const expire = (before: string) =>
      rowsOf<{ gone: number }>(
        product.database.db,
        sql`select expire_access_log(${organisationId}, ${before}::timestamptz)::int as gone`,
      )
    await expect(expire('2025-01-01T00:00:00Z')).rejects.toMatchObject({
      cause: { message: expect.stringContaining('five years') },
    })
    expect(await expire('2019-01-01T00:00:00Z')).toEqual([{ gone: 1 }])
    expect(await verified()).toMatchObject({ lines: 4, fault: null })
    expect(await expire('2021-01-01T00:00:00Z')).toEqual([{ gone: 2 }])
    expect(await verified()).toMatchObject({ lines: 3, fault: null })
  })

  it('the command says of each organisation whether its log is whole, and fails when one is not', async () => {
    const [own] = await product.database.db
      .select()
      .from(organisations)
      .where(eq(organisations.slug, 'magentazorg'))
    organisationId = own!.id
    for (let i = 0; i < 3; i++) await write()
    await sealHeads(product.desk, { organisationId })
    const lines: string[] = []
    const store = { ...product.desk, config: readConfig({}) }
    const run = (...args: string[]) =>
      runCommand(store, ['verify-access-log', ...args], (line) => lines.push(line))
    await run()
    expect(lines.find((line) => line.startsWith('magentazorg'))).toContain('3 lines are whole (1 seals')
    expect(lines).toContain('zonl: no lines yet')
    await tamper(`update access_log set actor_name = 'somebody else' where OWN and seq = 2`)
    lines.length = 0
    await expect(run('--organisation', 'magentazorg')).rejects.toThrow('magentazorg')
    expect(lines).toEqual(['magentazorg: line 2 is not as it was written'])
  })
})
