import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Takes a folder for this process alone and returns how to give it back. A lock left by a process that is gone
 * is taken over; one that is held ends in an error that says by whom. The lock appears whole or not at all, and
 * of several that want it at once one gets it.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const lock = join(folder, 'in-use.pid')
  const mine = `${process.pid} ${randomUUID()}`
  const draft = `${lock}.${randomUUID()}`
  await writeFile(draft, mine, { mode: 0o600 })
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      if (await linked(draft, lock)) return () => release(lock, mine)
      const held = await readFile(lock, 'utf8').catch(() => '')
      const holder = Number.parseInt(held, 10)
      if (held && isRunning(holder)) {
        throw new Error(
          `${folder} is in use by process ${holder}. Stop that server first, or set DATA_DIR to another folder.`,
        )
      }
      await removeStale(lock, held)
    }
  } finally {
    await rm(draft, { force: true })
  }
  throw new Error(`${folder} could not be locked: other processes keep taking ${lock}`)
}

async function linked(draft: string, lock: string): Promise<boolean> {
  try {
    await link(draft, lock)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Moving is atomic: what was moved is looked at again, and put back when somebody has just taken it. */
async function removeStale(lock: string, stale: string): Promise<void> {
  const aside = `${lock}.${randomUUID()}`
  try {
    await rename(lock, aside)
  } catch {
    // Somebody else removed it; the next attempt sees what is there now.
    return
  }
  if ((await readFile(aside, 'utf8')) !== stale) await linked(aside, lock)
  await rm(aside, { force: true })
}

async function release(lock: string, mine: string): Promise<void> {
  if ((await readFile(lock, 'utf8').catch(() => '')) === mine) await rm(lock, { force: true })
}

/** In a container every start may get the same process id, so a lock with our own is one left behind. */
function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
