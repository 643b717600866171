// Mends two faults of postgres.js 3.4.9 after it is installed, until a release does. It puts off small writes, and
// forgets about them when the connection closes meanwhile: then it either writes to no socket, which ends the whole
// server, or believes for ever that a write is planned, so that whatever comes over that connection waits without
// end. Both happen when PostgreSQL restarts under load (test/faults/postgres-crashes.test.ts).
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('../node_modules/postgres/src/connection.js', import.meta.url)
const mends = [
  ['    const x = socket.write(chunk, fn)\n', '    const x = socket !== null && socket.write(chunk, fn)\n'],
  [
    '    incomings = null\n    clearImmediate(nextWriteTimer)\n',
    '    incomings = null\n    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n',
  ],
]

let source = readFileSync(file, 'utf8')
for (const [wrong, right] of mends) {
  if (!source.includes(right)) source = source.replace(wrong, right)
}
writeFileSync(file, source)
