import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { and, eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/pglite'
import { openDump } from '../../db/client.ts'
import { localBus } from '../../db/bus.ts'
import { exclusivelyAlone } from '../../db/exclusively.ts'
import { lockFolder } from '../../db/folder-lock.ts'
import * as schema from '../../db/schema.ts'
import { asSecret, masterKeyOf } from '../../db/sealing.ts'
import { fillDemonstration } from '../../scripts/demo/fill.ts'
import type { Sizes } from '../../scripts/demo/registration.ts'
import type { LogIn } from '../../scripts/demo/staff.ts'
import type { Slug } from '../../scripts/demo/stories.ts'
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
const masterKey = masterKeyOf(asSecret(new Uint8Array(32).fill(6)))

export type Demonstrated = {
  product: Product
  organisationId: string
  coordinator: ReturnType<typeof askingWith>
  logIns: LogIn[]
  close: () => Promise<void>
}

export type Wanted = { name: string; now: Date; only?: { organisations: readonly Slug[]; sizes: Sizes } }

/** What `npm run demo` shows; and half a year under the agreement that caps at 30 minutes. */
export const HALF_YEARS: Wanted[] = [
  { name: 'now', now: new Date() },
  {
    name: 'of 2021',
    now: new Date('2021-12-10T12:00:00Z'),
    only: { organisations: [ORGANISATION], sizes: { wlz: 48, wmo: 0 } },
  },
]

/** Half a year of three organisations, or less, until a moment, with the coordinator of the Wlz behind the desk. */
export async function demonstrated(wanted: Wanted): Promise<Demonstrated> {
  const { dump, logIns } = await filled(wanted)
  const product = productOn(await openDump(dump), masterKey, await testEngine())
  return {
    product,
    logIns,
    ...(await somebodyThere(product, 'coordinator')),
    close: async () => {
      await product.stop()
      await product.close()
    },
  }
}

type Filled = { dump: Blob; logIns: LogIn[] }

/**
 * Filling it takes longer than all that is asked of it: it is kept until the code that fills it changes, or the day.
 * Of the workers that want it at once one fills, and the others wait for it.
 */
async function filled(wanted: Wanted): Promise<Filled> {
  const kind = `demonstrated-${wanted.name.replaceAll(/\W/gu, '-')}`
  const folder = join(learntFolder, kind)
  await mkdir(folder, { recursive: true })
  const file = join(folder, await digestOf(wanted))
  for (;;) {
    const kept = await keptIn(file)
    if (kept) return kept
    const unlock = await lockFolder(folder).catch(() => null)
    if (!unlock) await sleep(1000)
    else
      try {
        return (await keptIn(file)) ?? (await fillAndKeep(wanted, folder, file))
      } finally {
        await unlock()
      }
  }
}

async function keptIn(file: string): Promise<Filled | null> {
  const [dump, logIns] = await Promise.all([readFile(`${file}.tar`), readFile(`${file}.json`, 'utf8')]).catch(
    () => [],
  )
  return dump && logIns ? { dump: new Blob([dump]), logIns: JSON.parse(logIns) as LogIn[] } : null
}

async function fillAndKeep({ now, only }: Wanted, folder: string, file: string): Promise<Filled> {
  const client = await PGlite.create({ loadDataDir: await migratedDump() })
  const db = drizzle(client, { schema, casing: 'snake_case' })
  const engine = await testEngine()
  await storeKnowledge(db, masterKey, engine.knowledge)
  const database = { db, bus: localBus(), exclusively: exclusivelyAlone, close: () => client.close() }
  const product = productOn(database, masterKey, engine)
  const logIns = await fillDemonstration(product.desk, engine, now, only)
  await product.stop()
  const dump = await client.dumpDataDir('none')
  await client.close()
  for (const old of await readdir(folder)) if (/\.(?:tar|json)$/u.test(old)) await rm(join(folder, old))
  await writeFile(`${file}.tar`, Buffer.from(await dump.arrayBuffer()))
  await writeFile(`${file}.json`, JSON.stringify(logIns))
  return { dump, logIns }
}

/** Of all that decides what is in it. */
async function digestOf({ now, only }: Wanted): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([now.toISOString().slice(0, 10), only]))
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
