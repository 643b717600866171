// npm run demo: the product with three organisations, their staff and half a year of conversations and contacts. The data
// are made once, in a folder of their own; after that a start takes no longer than any other.
import { cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { openPglite, openPostgres, rowsOf, type Database } from '../db/client.ts'
import { engineFor } from '../server/answers/learnt-file.ts'
import { readConfig } from '../server/config.ts'
import { createNews } from '../server/conversations/news.ts'
import { loadKnowledge } from '../server/knowledge/load.ts'
import { storeKnowledge } from '../server/knowledge/store.ts'
import { masterKeyFrom } from '../server/master-key.ts'
import { openKeys } from '../server/privacy/open-keys.ts'
import { codeOf } from '../test/support/totp.ts'
import { fillDemonstration } from './demo/fill.ts'
import { PASSWORD, type LogIn } from './demo/staff.ts'

type Made = { madeAt: string; logIns: LogIn[] }

const OWN_MACHINE = new Set(['127.0.0.1', '::1', 'localhost'])
const learntFolder = fileURLToPath(new URL('../node_modules/.cache/wegwijs', import.meta.url))

process.env.DATA_DIR ||= './data/demo'
// Nobody behind these addresses asked for mail.
delete process.env.SMTP_URL
try {
  const config = readConfig()
  if (!OWN_MACHINE.has(config.host))
    throw new Error('Everybody can read its passwords, so it serves this machine alone. Leave HOST out.')
  const made = (await readMade(config.dataDir)) ?? (await make(config))
  await import('../server/main.ts')
  tell(made, config)
  if (process.stdin.isTTY)
    process.stdin.on('data', () => process.stdout.write(`${rowsWithCodes(made.logIns)}\n`))
} catch (error) {
  process.stderr.write(`The demonstration cannot start.\n${error instanceof Error ? error.message : error}\n`)
  process.exit(1)
}

type Config = ReturnType<typeof readConfig>

function madeFile(dataDir: string): string {
  return join(dataDir, 'demonstration.json')
}

async function readMade(dataDir: string): Promise<Made | null> {
  const text = await readFile(madeFile(dataDir), 'utf8').catch(() => null)
  // Written by `make` below.
  return text === null ? null : (JSON.parse(text) as Made)
}

async function make(config: Config): Promise<Made> {
  const { dataDir, databaseUrl } = config
  process.stdout.write('Making the demonstration, once. This takes about a minute …\n')
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const database = databaseUrl ? await openPostgres(databaseUrl) : await openPglite(dataDir)
  try {
    await requireEmpty(database, databaseUrl ? 'DATABASE_URL' : dataDir)
    const masterKey = await masterKeyFrom(config)
    await openKeys(database.db, masterKey)
    const files = await loadKnowledge(new URL('../db/knowledge/', import.meta.url))
    await storeKnowledge(database.db, masterKey, files)
    const engine = await engineFor(files, learntFolder)
    await keepLearnt(dataDir)
    const store = { db: database.db, bus: database.bus, masterKey }
    const news = createNews(store, () => {})
    const logIns = await fillDemonstration({ ...store, news }, engine)
    news.stop()
    const made = { madeAt: new Date().toISOString(), logIns }
    // Last and at once: what was cut off half-way is not taken for whole.
    const half = `${madeFile(dataDir)}.half`
    await writeFile(half, JSON.stringify(made, null, 2), { mode: 0o600 })
    await rename(half, madeFile(dataDir))
    return made
  } finally {
    await database.close()
  }
}

async function requireEmpty({ db }: Database, where: string): Promise<void> {
  const [row] = await rowsOf<{ many: number }>(
    db,
    sql`select (select count(*) from conversations)::int + (select count(*) from staff)::int as many`,
  )
  if (row!.many === 0) return
  throw new Error(
    where === 'DATABASE_URL'
      ? 'The database at DATABASE_URL holds conversations or staff already. Give the address of an empty one.'
      : `The folder ${where} holds conversations or staff already: a demonstration that was cut off, or your own. Delete it if it is the first, or set DATA_DIR to another folder.`,
  )
}

/** What the engine has learnt for the commands of this folder serves the server as well. */
async function keepLearnt(dataDir: string): Promise<void> {
  for (const file of await readdir(learntFolder)) {
    if (file.startsWith('learnt') && file.endsWith('.bin'))
      await cp(join(learntFolder, file), join(dataDir, file))
  }
}

function tell({ madeAt, logIns }: Made, { dataDir, databaseUrl, host, port, publicUrl }: Config): void {
  const address = publicUrl ?? `http://${host}:${port}`
  const days = Math.floor((Date.now() - new Date(madeAt).getTime()) / (24 * 3600_000))
  const age = days === 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`
  const renew = databaseUrl ? `take a new database and delete ${dataDir}` : `delete ${dataDir}`
  const head = [
    'organisation '.padEnd(13),
    'role'.padEnd(14),
    'e-mail'.padEnd(36),
    'code  ',
    'secret for an authenticator',
  ]
  process.stdout.write(`
THIS IS A DEMONSTRATION. Everybody has the same password, and the second factors stand here to be read:
never let others reach it.

Staff log in at ${address}/dashboard
password   ${PASSWORD}
code       six digits, of this half minute: press Enter to see new ones, or put the secret in an authenticator

${head.join('  ')}
${rowsWithCodes(logIns)}

The half year was made ${age}. To make them anew, stop this, ${renew} and start again.
`)
}

/** Codes are good for half a minute. */
function rowsWithCodes(logIns: readonly LogIn[]): string {
  return logIns
    .map(({ organisation, role, email, secret }) =>
      [organisation.padEnd(13), role.padEnd(14), email.padEnd(36), codeOf(secret), secret].join('  '),
    )
    .join('\n')
}
