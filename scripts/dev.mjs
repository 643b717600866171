// Development: rebuilds the pages and restarts the server whenever a source of theirs changes.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import './build-pages.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

function runAgainOnChange(script, folders) {
  const watched = folders.flatMap((folder) => ['--watch-path', root + folder])
  spawn(process.execPath, [...watched, root + script], { stdio: 'inherit', cwd: root })
}

runAgainOnChange('scripts/build-pages.mjs', ['bot/widget', 'dashboard', 'locales'])
runAgainOnChange('server/main.ts', ['server', 'db', 'locales'])
