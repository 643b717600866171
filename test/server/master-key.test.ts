import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { masterKeyFrom } from '../../server/master-key.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wegwijs-key-'))
})
afterEach(() => rm(folder, { recursive: true }))

it('the key that the first start makes is the key of every later start, for its owner alone', async () => {
  const keys = await Promise.all(Array.from({ length: 5 }, () => masterKeyFrom(null, folder)))
  expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1)
  expect(await masterKeyFrom(null, folder)).toEqual(keys[0])
  expect(await readdir(folder)).toEqual(['master.key'])
  expect((await stat(join(folder, 'master.key'))).mode & 0o777).toBe(0o600)
})

it('a first start that was cut off while it wrote the key does not stand in the way', async () => {
  await writeFile(join(folder, 'master.key.half'), 'abc')
  expect(await masterKeyFrom(null, folder)).toHaveLength(32)
})
