import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { Knowledge } from '../knowledge/knowledge.ts'
import { dutchWords } from './dictionary.ts'
import { assembleEngine, type Engine } from './engine.ts'
import { compileReaderOf, learn, learningDigest, type Learnt } from './learn.ts'

const PREFIX = 'learnt-'

/**
 * The engine for this knowledge. What it learns, in some tens of seconds, is kept in the folder, so that the
 * same knowledge is learnt once.
 */
export async function engineFor(knowledge: Knowledge, folder: string): Promise<Engine> {
  const file = join(folder, `${PREFIX}${learningDigest(knowledge).slice(0, 32)}.bin`)
  const kept = await readKept(file)
  if (kept) return assembleEngine(knowledge, { ...kept, reader: compileReaderOf(knowledge, dutchWords()) })
  const learnt = learn(knowledge, dutchWords())
  await keep(folder, file, learnt)
  return assembleEngine(knowledge, learnt)
}

async function readKept(file: string): Promise<Omit<Learnt, 'reader'> | null> {
  try {
    // Written by `keep` below, under the digest of the knowledge it was learnt from.
    return deserialize(await readFile(file)) as Omit<Learnt, 'reader'>
  } catch {
    // Not there, or cut off half-way: it is learnt again.
    return null
  }
}

async function keep(folder: string, file: string, { reader: _, ...learnt }: Learnt): Promise<void> {
  await mkdir(folder, { recursive: true })
  const half = `${file}.${process.pid}`
  await writeFile(half, serialize(learnt))
  await rename(half, file)
  const old = (await readdir(folder)).filter((name) => name.startsWith(PREFIX) && !file.endsWith(name))
  await Promise.all(old.map((name) => rm(join(folder, name), { force: true })))
}
