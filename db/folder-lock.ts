import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Takes a folder for this process alone and returns how to give it back. A lock left by a process that is gone
 * is taken over; one that is held ends in an error that says by whom.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, 'in-use.pid')
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const handle = await open(file, 'wx', 0o600)
      await handle.writeFile(String(process.pid))
      await handle.close()
      return () => rm(file, { force: true })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
      const holder = Number(await readFile(file, 'utf8').catch(() => '0'))
      if (isRunning(holder)) {
        throw new Error(
          `${folder} is in use by process ${holder}. Stop that server first, or set DATA_DIR to another folder.`,
          { cause: error },
        )
      }
      await rm(file, { force: true })
    }
  }
  throw new Error(`${folder} could not be locked: other processes keep taking ${file}`)
}

/** In a container every start may get the same process id, so a lock with our own is one left behind. */
function isRunning(pid: number): boolean {
  if (!pid || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
