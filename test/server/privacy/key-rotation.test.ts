import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '../../../db/client.ts'
import { dataKeys, organisations } from '../../../db/schema.ts'
import { asSecret, masterKeyOf, opensWith } from '../../../db/sealing.ts'
import { runCommand } from '../../../server/admin/commands.ts'
import { readConfig } from '../../../server/config.ts'
import { masterKeyFrom } from '../../../server/master-key.ts'
import { openKeys } from '../../../server/privacy/open-keys.ts'
import { ownerOf } from '../../../server/privacy/data-keys.ts'
import { clientOf, type Chat } from '../../support/client.ts'
import { databaseKinds } from '../../support/databases.ts'
import { testEngine } from '../../support/engine.ts'
import { newProduct, productOn, type Product } from '../../support/product.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

const CLIENTS = 20
const PAUSE_MS = 100

describe.each(databaseKinds)('changing the keys on $name', (kind) => {
  let product: Product
  let anna: Staff
  let folder: string
  let organisationId: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wegwijs-keys-'))
    const base = await newProduct(kind)
    // The same product, with its master key in a folder, as at a first start.
    const masterKey = await masterKeyFrom(readConfig({ DATA_DIR: folder }))
    await base.database.db.delete(dataKeys)
    await openKeys(base.database.db, masterKey)
    product = await refilled(base, masterKey)
    anna = await loggedInStaff(product, { firstName: 'Anna', role: 'coordinator' })
    const [own] = await product.database.db
      .select()
      .from(organisations)
      .where(eq(organisations.slug, 'magentazorg'))
    organisationId = own!.id
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
    await rm(folder, { recursive: true })
  })

  async function admin(...args: string[]): Promise<string> {
    const lines: string[] = []
    const config = readConfig({ DATA_DIR: folder })
    await runCommand({ ...product.desk, config }, args, (line) => lines.push(line))
    return lines.join('\n')
  }

  const liveVersions = async () => {
    const rows = await product.database.db
      .select()
      .from(dataKeys)
      .where(eq(dataKeys.organisationId, organisationId))
    return rows
      .filter(({ kind: of, wrappedKey }) => of === 'texts' && wrappedKey)
      .map(({ version }) => version)
  }

  it('twice that of an organisation and once the master key, while clients write and staff read and search: nothing fails and nothing is lost', async () => {
    const client = clientOf(product.app)
    const chats = await Promise.all(Array.from({ length: CLIENTS }, () => client.start()))
    for (const { id, token } of chats)
      await client.call('POST', `/conversations/${id}/handoff`, undefined, token)
    const written = chats.map(() => 0)
    const wrong: unknown[] = []
    const over = new AbortController()

    async function write(chat: Chat, who: number) {
      while (!over.signal.aborted) {
        const n = ++written[who]!
        const said = await client.say(chat, { clientMessageId: `m${n}`, text: `Zonnebloem ${who} zin ${n}` })
        if (said.status !== 200) wrong.push(said)
        await sleep(PAUSE_MS)
      }
    }
    async function readAndSearch() {
      while (!over.signal.aborted) {
        const who = Math.floor(Math.random() * CLIENTS)
        const known = written[who]! - 1
        const texts = (await client.read(chats[who]!)).map(({ text }) => text)
        if (texts.filter((text) => text.startsWith('Zonnebloem')).length < known) wrong.push(texts)
        const found = await anna.call('GET', '/api/v1/desk/conversations?q=zonnebloem')
        if (found.status !== 200) wrong.push(found)
        await sleep(PAUSE_MS)
      }
    }

    const [oldVersions, oldMaster] = [await liveVersions(), product.desk.masterKey.current]
    const working = [...chats.map(write), readAndSearch(), readAndSearch()]
    try {
      expect(await admin('rotate-organisation-key', '--all')).toContain('version 1 was destroyed')
      const onlyServer = kind.name === 'PostgreSQL' ? ['--only-server'] : []
      expect(await admin('rotate-master-key', ...onlyServer)).toContain('open with the new master key alone')
      expect(await admin('rotate-organisation-key', '--organisation', 'magentazorg')).toContain(
        'version 2 was destroyed',
      )
    } finally {
      over.abort()
      await Promise.all(working)
    }

    expect(wrong).toEqual([])
    expect([oldVersions, await liveVersions()]).toEqual([[1], [3]])
    for (const [who, chat] of chats.entries()) {
      const own = (await client.read(chat)).filter(({ text }) => text.startsWith('Zonnebloem'))
      expect(own.map(({ text }) => text)).toEqual(
        Array.from({ length: written[who]! }, (_, i) => `Zonnebloem ${who} zin ${i + 1}`),
      )
    }
    const { body } = await anna.call('GET', '/api/v1/desk/conversations?q=zonnebloem')
    expect(body.lines.length).toBeGreaterThanOrEqual(CLIENTS)
    const keys = await product.database.db.select().from(dataKeys)
    const opened = keys.filter(
      ({ organisationId: of, kind: what, version, wrappedKey }) =>
        wrappedKey && opensWith(oldMaster, ownerOf(of, what, version), wrappedKey),
    )
    expect(opened).toEqual([])
    expect(await readdir(folder)).toEqual(['master.key'])
  })

  it('who was logged in stays so, and another start opens everything with the new master key alone', async () => {
    const masterKey = await masterKeyFrom(readConfig({ DATA_DIR: folder }))
    expect(masterKey.previous).toBeNull()
    await openKeys(product.database.db, masterKey)
    const second = productOn(product.database, masterKey, await testEngine())
    const answer = await second.app.request('/api/v1/desk/conversations?view=all', {
      headers: { cookie: anna.cookie },
    })
    expect(answer.status).toBe(200)
    await second.stop()
  })

  it('a change that was cut off is ended by the next, with the key that was begun', async () => {
    const [{ version }] = (await rowsOf<{ version: number }>(
      product.database.db,
      sql`select max(version) as version from data_keys where organisation_id = ${organisationId} and kind = 'texts'`,
    )) as [{ version: number }]
    const chat = await clientOf(product.app).start()
    await clientOf(product.app).say(chat, { clientMessageId: 'a', text: 'Voor de storing' })
    // As it stands when the process is killed right after it made the new version.
    await expect(
      runCommand(
        { ...product.desk, config: readConfig({ DATA_DIR: folder }) },
        ['rotate-organisation-key', '--organisation', 'magentazorg'],
        (line) => {
          if (line.includes('was made')) throw new Error('killed')
        },
      ),
    ).rejects.toThrow('killed')
    expect(await liveVersions()).toEqual([version, version + 1])
    await clientOf(product.app).say(chat, { clientMessageId: 'b', text: 'Tijdens de storing' })
    const said = await admin('rotate-organisation-key', '--organisation', 'magentazorg')
    expect(said).toContain(`version ${version + 1} was begun earlier: going on with it`)
    expect(await liveVersions()).toEqual([version + 1])
    const texts = (await clientOf(product.app).read(chat)).map(({ text }) => text)
    expect(texts).toEqual(expect.arrayContaining(['Voor de storing', 'Tijdens de storing']))
  })

  it('a start with another master key says what is at stake and what to do', async () => {
    const other = masterKeyOf(asSecret(new Uint8Array(32).fill(1)))
    await expect(openKeys(product.database.db, other)).rejects.toThrow(
      'nothing that clients wrote can be read',
    )
  })

  it('the state of the keys is told with where the master key is and how much is sealed with which version', async () => {
    const said = await admin('show-key-state')
    expect(said).toContain(join(folder, 'master.key'))
    expect(said).toContain('Keep a copy of it apart from the database')
    expect(said).toMatch(/messages\.sealed_content: \d+ sealed with version 4/u)
  })
})

/** A product on the database of another, under another master key. */
async function refilled(
  base: Product,
  masterKey: Awaited<ReturnType<typeof masterKeyFrom>>,
): Promise<Product> {
  const { storeKnowledge } = await import('../../../server/knowledge/store.ts')
  const engine = await testEngine()
  await storeKnowledge(base.database.db, masterKey, engine.knowledge)
  return productOn(base.database, masterKey, engine)
}
