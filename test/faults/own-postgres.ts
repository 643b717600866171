import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { chmod, mkdir } from 'node:fs/promises'
import { once } from 'node:events'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { freePort } from './mortal-server.ts'
import { newFolder } from './places.ts'
import type { Chance } from './random.ts'

/** A PostgreSQL of our own, which may be broken without harm to anybody. */
export type OwnPostgres = {
  url: string
  /** Cuts it off as a power failure would, and starts it again after a while. */
  crash: (awayMs: number) => Promise<void>
}

const DEBIAN = '/usr/lib/postgresql'

/** The folder of the newest PostgreSQL's programs, if it is installed here. */
export function postgresPrograms(): string | null {
  if (!existsSync(DEBIAN)) return null
  const versions = readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a))
  return versions.map((version) => join(DEBIAN, version, 'bin')).find((bin) => existsSync(bin)) ?? null
}

export async function startOwnPostgres(programs: string, chance: Chance): Promise<OwnPostgres> {
  const isRoot = process.getuid?.() === 0
  const folder = join(await newFolder(), 'postgres')
  await mkdir(folder)
  // PostgreSQL refuses to run as root.
  if (isRoot) {
    await chmod(join(folder, '..'), 0o755)
    await run('chown', ['postgres', folder])
  }
  const program = (name: string, ...rest: string[]) => {
    const [command, ...words] = [...(isRoot ? ['runuser', '-u', 'postgres', '--'] : []), join(programs, name)]
    return run(command!, [...words, '-D', join(folder, 'data'), ...rest])
  }
  const port = await freePort(chance)
  const start = () =>
    program('pg_ctl', 'start', '-w', '-l', join(folder, 'log'), '-o', `-h 127.0.0.1 -p ${port} -k ${folder}`)
  const cutOff = () => program('pg_ctl', 'stop', '-m', 'immediate')

  await program('initdb', '-U', 'postgres', '--auth=trust', '--no-sync')
  await start()
  onTestFinished(() => cutOff().catch(() => {}))
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async crash(awayMs) {
      await cutOff()
      await new Promise((resolve) => setTimeout(resolve, awayMs))
      await start()
    },
  }
}

async function run(command: string, words: readonly string[]): Promise<void> {
  // Nothing is piped: the server would hold on to its starter's pipes.
  const child = spawn(command, words, { stdio: 'ignore', cwd: '/' })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${command} ${words.join(' ')} ended with ${code}`)
}
