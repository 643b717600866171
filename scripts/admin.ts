// npm run admin -- <command>: the work of who keeps the system. A running server does it, since it has the database;
// without one the database is opened here.
import { listOfCommands, runCommand } from '../server/admin/commands.ts'
import { askServer } from '../server/admin/socket.ts'
import { readConfig } from '../server/config.ts'
import { openStore } from '../server/open-store.ts'

const args = process.argv.slice(2)
const print = (line: string) => void process.stdout.write(`${line}\n`)

try {
  if (args.length === 0) print(`npm run admin -- COMMAND, where COMMAND is one of:\n${listOfCommands()}`)
  else await run()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}

async function run(): Promise<void> {
  const config = readConfig()
  if (await askServer(config.dataDir, args, print)) return
  const { database, store } = await openStore(config)
  try {
    await runCommand({ ...store, config }, args, print)
  } finally {
    await database.close()
  }
}
