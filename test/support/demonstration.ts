import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { and, eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/pglite'
import { openDump } from '../../db/client.ts'
import { localBus } from '../../db/bus.ts'
import { exclusivelyAlone } from '../../db/exclusively.ts'
import * as schema from '../../db/schema.ts'
import { asKey } from '../../db/sealing.ts'
import { fillDemonstration } from '../../scripts/demo/fill.ts'
import { storeKnowledge } from '../../server/knowledge/store.ts'
import type { Role } from '../../server/staff/staff-member.ts'
import { migratedDump } from './databases.ts'
import { learntFolder, testEngine } from './engine.ts'
import { productOn, type Product } from './product.ts'
import { askingWith, openSession } from './staff.ts'

const { organisations, staff } = schema
const ORGANISATION = 'de-wegwijzer'
const root = fileURLToPath(new URL('../..', import.meta.url))
/** Always the same, so that what was kept can be read again. */
const masterKey = asKey(new Uint8Array(32).fill(6))

export type Demonstrated = {
  product: Product
  organisationId: string
  coordinator: ReturnType<typeof askingWith>
  close: () => Promise<void>
}

export type Wanted = { name: string; now: Date; clients: number }

/** The half year until now, by the agreement that counts now; and one under the agreement that caps at 30 minutes. */
export const HALF_YEARS: Wanted[] = [
  { name: 'now', now: new Date(), clients: 116 },
  { name: 'of 2021', now: new Date('2021-12-10T12:00:00Z'), clients: 48 },
]

/** The half year of the Wlz organisation that ends at a moment, with its coordinator behind the desk. */
export async function demonstrated(wanted: Wanted): Promise<Demonstrated> {
  const database = await openDump(await filledDump(wanted))
  const product = productOn(database, masterKey, await testEngine())
  return {
    product,
    ...(await somebodyThere(product, 'coordinator')),
    close: async () => {
      await product.stop()
      await product.close()
    },
  }
}

/** Filling it takes longer than all that is asked of it: it is kept until the code that fills it changes, or the day. */
async function filledDump({ name, now, clients }: Wanted): Promise<Blob> {
  const kind = `demonstrated-${name.replaceAll(/\W/gu, '-')}-`
  const file = join(learntFolder, `${kind}${await digestOf(now, clients)}.tar`)
  const kept = await readFile(file).catch(() => null)
  if (kept) return new Blob([kept])
  const client = await PGlite.create({ loadDataDir: await migratedDump() })
  const db = drizzle(client, { schema, casing: 'snake_case' })
  const engine = await testEngine()
  await storeKnowledge(db, masterKey, engine.knowledge)
  const database = { db, bus: localBus(), exclusively: exclusivelyAlone, close: () => client.close() }
  const product = productOn(database, masterKey, engine)
  const sizes = { wlz: clients, wmo: 0 }
  await fillDemonstration(product.desk, engine, now, { organisations: [ORGANISATION], sizes })
  await product.stop()
  const dump = await client.dumpDataDir('none')
  await client.close()
  await mkdir(learntFolder, { recursive: true })
  for (const old of await readdir(learntFolder))
    if (old.startsWith(kind)) await rm(join(learntFolder, old), { force: true })
  await writeFile(`${file}.${process.pid}.half`, Buffer.from(await dump.arrayBuffer()))
  await rename(`${file}.${process.pid}.half`, file)
  return dump
}

/** Of all that decides what is in it. */
async function digestOf(now: Date, clients: number): Promise<string> {
  const hash = createHash('sha256').update(`${now.toISOString().slice(0, 10)} ${clients}`)
  for (const folder of ['server', 'db', 'scripts/demo', 'locales']) {
    const files = await readdir(join(root, folder), { recursive: true, withFileTypes: true })
    const paths = files.filter((each) => each.isFile()).map(({ parentPath, name }) => join(parentPath, name))
    for (const path of paths.toSorted()) hash.update(path).update(await readFile(path))
  }
  return hash.digest('hex').slice(0, 16)
}

async function somebodyThere(product: Product, role: Role) {
  const [found] = await product.database.db
    .select({ userId: staff.userId, organisationId: staff.organisationId })
    .from(staff)
    .innerJoin(organisations, eq(organisations.id, staff.organisationId))
    .where(and(eq(organisations.slug, ORGANISATION), eq(staff.role, role)))
  const cookie = await openSession(product, found!)
  return { organisationId: found!.organisationId, coordinator: askingWith(product, () => cookie) }
}
