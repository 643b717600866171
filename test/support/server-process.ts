import { spawn } from 'node:child_process'
import { mkdir, readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { learntFolder, testEngine } from './engine.ts'

const mainScript = fileURLToPath(new URL('../../server/main.ts', import.meta.url))

/** A server of the product in a process of its own, which can be killed. */
export type ServerProcess = {
  url: string
  pid: number
  /** Resolves when it has ended, however that came. */
  ended: Promise<void>
  /** `kill -9`. */
  kill: () => Promise<void>
  /** As a system administrator stops it. */
  stop: () => Promise<void>
}

/** A data folder in which the language has been learnt already, so that a start takes seconds. */
export async function newDataDir(folder: string): Promise<string> {
  await testEngine()
  await mkdir(folder, { recursive: true })
  for (const file of await readdir(learntFolder)) {
    if (file.startsWith('learnt')) await symlink(join(learntFolder, file), join(folder, file))
  }
  return folder
}

/** Starts `server/main.ts`, or another script that announces itself in the same way. */
export async function startServer(
  settings: Record<string, string>,
  script: string = mainScript,
): Promise<ServerProcess> {
  const env = { PATH: process.env.PATH, LOG_LEVEL: 'fatal', PORT: '0', ...settings }
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const orphan = () => child.kill('SIGKILL')
  process.once('exit', orphan)
  child.once('exit', () => process.off('exit', orphan))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    let printed = ''
    child.stdout.on('data', (piece: Buffer) => {
      printed += piece.toString()
      const address = /http:\/\/[^/\s]+/u.exec(printed)?.[0]
      if (address) resolve(address)
    })
    void ended.then(() => reject(new Error(`the server ended before it was ready: ${printed}`)))
  })
  const end = (signal: NodeJS.Signals) => async () => {
    child.kill(signal)
    await ended
  }
  return { url, pid: child.pid!, ended, kill: end('SIGKILL'), stop: end('SIGTERM') }
}
