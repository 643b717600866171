// Development: rebuilds the pages and restarts the server whenever a source changes.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
await build({ configFile: `${root}vite.config.ts`, logLevel: 'warn', build: { watch: {} } })
const watched = ['server', 'db', 'locales'].flatMap((folder) => ['--watch-path', root + folder])
spawn(process.execPath, [...watched, `${root}server/main.ts`], { stdio: 'inherit', cwd: root })
