import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { clientOf } from '../../support/client.ts'
import { newDataDir, startServer, type ServerProcess } from '../../support/server-process.ts'

const script = fileURLToPath(new URL('../../../scripts/admin.ts', import.meta.url))
let folder: string
let server: ServerProcess

beforeAll(async () => {
  folder = await newDataDir(await mkdtemp(join(tmpdir(), 'wegwijs-admin-')))
  server = await startServer({ DATA_DIR: folder })
}, 120_000)
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

type Given = { said: string; isDone: boolean }

/** Gives a command as who keeps the system does, and hears of each piece that it says. */
function give(args: string[], heard: (said: string) => void = () => {}): Promise<Given> {
  const env = { PATH: process.env.PATH, DATA_DIR: folder }
  return new Promise((done) => {
    const child = execFile(process.execPath, [script, ...args], { env }, (error, out, err) =>
      done({ said: out + err, isDone: error === null }),
    )
    child.stdout!.on('data', heard)
  })
}

const admin = (...args: string[]) => give(args)

const clientAt = (url: string) =>
  clientOf({ request: (path, init) => fetch(new URL(path, url), { ...init, headers: { ...init.headers } }) })

it('a command is done by the running server, which alone has the database, and by its owner alone', async () => {
  const { said, isDone } = await admin('show-key-state')
  expect(said).toContain('magentazorg:')
  expect(isDone).toBe(true)
  expect((await stat(join(folder, 'admin.sock'))).mode & 0o777).toBe(0o600)
  const wrong = await admin('rotate-organisation-key', '--organisation', 'nergens')
  expect(wrong.isDone).toBe(false)
  expect(wrong.said).toContain('--organisation with one of de-wegwijzer, magentazorg, zonl')
})

it('without a command every command is listed with what it does', async () => {
  const { said } = await admin()
  expect(said).toMatch(/rotate-master-key .*\n +wraps every key with a new master key/u)
})

it('a change of keys that kill -9 cut off is ended by the next, with every text readable', async () => {
  const client = clientAt(server.url)
  const chats = await Promise.all(Array.from({ length: 10 }, () => client.start()))
  for (const chat of chats)
    for (let i = 1; i <= 5; i++)
      await client.say(chat, { clientMessageId: `m${i}`, text: `Zonnebloem zin ${i}` })
  const cutOff = await give(['rotate-organisation-key', '--all'], (said) => {
    if (said.includes('was made')) void server.kill()
  })
  expect(cutOff).toMatchObject({ isDone: false, said: expect.stringContaining('The server stopped before') })
  const master = admin('rotate-master-key')
  expect((await master).said).toContain('open with the new master key alone')
  expect(await readdir(folder)).toContain('master.key')

  server = await startServer({ DATA_DIR: folder })
  const again = await admin('rotate-organisation-key', '--all')
  expect(again.said).toMatch(/magentazorg:[^:]+: (?:all )?\d+ (?:are )?sealed/u)
  expect(again.isDone).toBe(true)
  for (const chat of chats) {
    const own = (await clientAt(server.url).read(chat)).filter(({ text }) => text.startsWith('Zonnebloem'))
    expect(own).toHaveLength(5)
  }
  await server.stop()
  expect(await readdir(folder)).not.toContain('admin.sock')
  server = await startServer({ DATA_DIR: folder })
}, 120_000)
