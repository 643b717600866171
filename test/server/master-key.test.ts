import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readConfig } from '../../server/config.ts'
import { masterKeyFrom } from '../../server/master-key.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wegwijs-key-'))
})
afterEach(() => rm(folder, { recursive: true }))

const fromFolder = () => masterKeyFrom(readConfig({ DATA_DIR: folder }))
const inHex = (secret: Uint8Array) => Buffer.from(secret).toString('hex')

it('the key that the first start makes is the key of every later start, for its owner alone', async () => {
  const keys = await Promise.all(Array.from({ length: 5 }, fromFolder))
  expect(new Set(keys.map(({ current }) => inHex(current))).size).toBe(1)
  expect((await fromFolder()).current).toEqual(keys[0]!.current)
  expect(await readdir(folder)).toEqual(['master.key'])
  expect((await stat(join(folder, 'master.key'))).mode & 0o777).toBe(0o600)
})

it('a first start that was cut off while it wrote the key does not stand in the way', async () => {
  await writeFile(join(folder, 'master.key.half'), 'abc')
  expect((await fromFolder()).current).toHaveLength(32)
})

it('a key that was put back from a backup is closed to others again', async () => {
  await fromFolder()
  await chmod(join(folder, 'master.key'), 0o644)
  await fromFolder()
  expect((await stat(join(folder, 'master.key'))).mode & 0o777).toBe(0o600)
})
