import { createHash } from 'node:crypto'
import { chmod, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join, relative, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { runCommand, type Administered, type Print } from './commands.ts'

/** Systems cut a longer address of a socket off (sun_path: 104 bytes on macOS, 108 on Linux). */
const LONGEST_ADDRESS = 100

/** One line in JSON from the server to who gave the command. */
type Told = { line: string } | { ended: true } | { failed: string }

/** Where the server of this folder listens for commands. */
export function socketOf(dataDir: string): string {
  const path = resolve(dataDir, 'admin.sock')
  if (process.platform === 'win32')
    return join('\\\\.\\pipe', `wegwijs-${createHash('sha256').update(path).digest('hex').slice(0, 32)}`)
  const near = relative(process.cwd(), path)
  return near.length < path.length ? near : path
}

/**
 * Listens for commands in the data folder, where its owner alone can reach it, and returns how to stop. Null when
 * the folder's path is too long for a socket, or another server of this folder listens there already.
 */
export async function listenForCommands(store: Administered): Promise<(() => Promise<void>) | null> {
  const socket = socketOf(store.config.dataDir)
  if (Buffer.byteLength(socket) > LONGEST_ADDRESS || (await isAnswered(socket))) return null
  const isFile = process.platform !== 'win32'
  if (isFile) await rm(socket, { force: true })
  const guests = new Set<Socket>()
  const server = createServer((guest) => {
    guests.add(guest)
    guest.on('close', () => guests.delete(guest))
    void serve(store, guest)
  })
  await listening(server, socket)
  if (isFile) await chmod(socket, 0o600)
  return async () => {
    const closed = new Promise((done) => server.close(done))
    for (const guest of guests) guest.destroy()
    await closed
    if (isFile) await rm(socket, { force: true })
  }
}

async function listening(server: Server, socket: string): Promise<void> {
  // The file must not be open to others for the moment before its rights are set.
  const before = process.umask(0o177)
  try {
    await new Promise<void>((ready, failed) => {
      server.once('error', failed)
      server.listen(socket, ready)
    })
  } finally {
    process.umask(before)
  }
}

function isAnswered(socket: string): Promise<boolean> {
  return new Promise((answer) => {
    const probe = connect(socket)
    probe.once('error', () => answer(false))
    probe.once('connect', () => {
      probe.destroy()
      answer(true)
    })
  })
}

/** Who gave the command may go away: the work goes on, nobody reads of it. */
async function serve(store: Administered, guest: Socket): Promise<void> {
  guest.on('error', () => {})
  const tell = (told: Told) => void (guest.writable && guest.write(`${JSON.stringify(told)}\n`))
  for await (const line of createInterface({ input: guest })) {
    try {
      await runCommand(store, JSON.parse(line) as string[], (text) => tell({ line: text }))
      tell({ ended: true })
    } catch (error) {
      tell({ failed: error instanceof Error ? error.message : String(error) })
    }
    guest.end()
    return
  }
}

/**
 * Has the running server do a command, and shows what it tells; throws what it failed of. False when no server
 * answers: the database is free then.
 */
export async function askServer(dataDir: string, args: readonly string[], print: Print): Promise<boolean> {
  const server = connect(socketOf(dataDir))
  const isThere = await new Promise<boolean>((answer) => {
    server.once('connect', () => answer(true))
    server.once('error', () => answer(false))
  })
  if (!isThere) return false
  server.write(`${JSON.stringify(args)}\n`)
  for await (const line of createInterface({ input: server })) {
    // Written by `serve` above.
    const told = JSON.parse(line) as Told
    if ('line' in told) print(told.line)
    else if ('failed' in told) throw new Error(told.failed)
    else return true
  }
  throw new Error('The server stopped before the command was done. Start it and give the command again.')
}
