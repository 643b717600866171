// A whole turn over HTTP next to its floor, and thousands of open event streams in one process.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { newPostgresDatabase } from '../support/databases.ts'
import { newDataDir, startServer, type ServerProcess } from '../support/server-process.ts'
import { askSteadily, keepAsking, newClient, type Chat, type Spread } from './chat/load.ts'

const AT_ONCE = 50
const ROUNDS = 3
const SECONDS = Number(process.env.BENCH_SECONDS ?? 8)
const STEADY_PER_SECOND = 50
const STREAMS = 5000
const BROADCASTS = 5
const WARM_UP_SECONDS = 3
const LAST_PUSHES_MS = 500

const postgres = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres'
const floorScript = fileURLToPath(new URL('chat/floor.ts', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'wegwijs-bench-'))

console.log(`npm run bench:chat   ${new Date().toISOString().slice(0, 10)}   Node ${process.version}
Server, database and client share this machine. ${AT_ONCE} conversations at once, each with its event stream open;
${ROUNDS} rounds of ${SECONDS} s, floor and product in turns; the medians of the rounds.
The floor validates the same request and makes the same inserts through the same driver.
`)
try {
  await compare('PGlite', async (name) => ({ DATA_DIR: await newDataDir(join(folder, name)) }))
  const databases: (() => Promise<void>)[] = []
  await compare('PostgreSQL', async (name) => {
    const { url, drop } = await newPostgresDatabase(postgres)
    databases.push(drop)
    return { DATA_DIR: await newDataDir(join(folder, name)), DATABASE_URL: url }
  })
  await manyStreams()
  for (const drop of databases) await drop()
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function compare(database: string, settings: (name: string) => Promise<Record<string, string>>) {
  const floor = await startServer(await settings(`floor-${database}`), floorScript)
  const product = await startServer(await settings(`product-${database}`))
  const rounds: { floor: Spread; product: Spread }[] = []
  const pushed = { count: 0 }
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      const spread = {
        floor: await ask(floor.url, round),
        product: await ask(product.url, round, pushed),
      }
      // The first round warms up.
      if (round > 0) rounds.push(spread)
    }
    const client = newClient(product.url, AT_ONCE * 2)
    const chats = await startChats(client)
    report(database, rounds, await askSteadily(client, chats, STEADY_PER_SECOND, SECONDS))
    client.close()
  } finally {
    await Promise.all([floor.kill(), product.kill()])
  }
}

/** One round, on connections of its own: those of the round before may have been closed for being idle. */
async function ask(url: string, round: number, pushed?: { count: number }): Promise<Spread> {
  const client = newClient(url, AT_ONCE * 2)
  const chats = await startChats(client)
  const hear = (piece: string) => (pushed!.count += count(piece))
  const streams = pushed ? await Promise.all(chats.map((chat) => client.follow(chat, hear))) : []
  if (pushed) pushed.count = 0
  const spread = await keepAsking(client, chats, round === 0 ? WARM_UP_SECONDS : SECONDS, `r${round}`)
  if (pushed) {
    await new Promise((resolve) => setTimeout(resolve, LAST_PUSHES_MS))
    if (pushed.count < spread.turns * 2)
      throw new Error(`${pushed.count} messages pushed of ${spread.turns} turns`)
  }
  for (const stream of streams) stream.destroy()
  client.close()
  return spread
}

function startChats(client: ReturnType<typeof newClient>): Promise<Chat[]> {
  return Promise.all(Array.from({ length: AT_ONCE }, () => client.start()))
}

function count(piece: string): number {
  return piece.split('event: message').length - 1
}

function report(database: string, rounds: { floor: Spread; product: Spread }[], steady: Spread): void {
  const median = (of: (round: (typeof rounds)[number]) => number) =>
    rounds.map(of).toSorted((a, b) => a - b)[Math.floor(rounds.length / 2)]!
  const row = (name: string, which: 'floor' | 'product') =>
    console.log(
      `  ${name.padEnd(10)}${median((r) => r[which].perSecond)
        .toFixed(0)
        .padStart(8)} turns/s${(['p50', 'p95', 'p99'] as const)
        .map(
          (p) =>
            `   ${p} ${median((r) => r[which][p])
              .toFixed(0)
              .padStart(4)} ms`,
        )
        .join('')}`,
    )
  console.log(database)
  row('floor', 'floor')
  row('product', 'product')
  const turns = median(({ floor, product }) => product.perSecond / floor.perSecond)
  const p95 = median(({ floor, product }) => product.p95 / floor.p95)
  console.log(
    `  ratio     ${(turns * 100).toFixed(0).padStart(7)} % of the floor's turns/s, ${p95.toFixed(2)} times its p95`,
  )
  console.log(
    `  steady    ${STEADY_PER_SECOND} turns/s: p50 ${steady.p50.toFixed(1)} ms, p95 ${steady.p95.toFixed(1)} ms, p99 ${steady.p99.toFixed(1)} ms\n`,
  )
}

/** All streams on one conversation, so that one message is a broadcast to all of them. */
async function manyStreams(): Promise<void> {
  const server = await startServer({ DATA_DIR: await newDataDir(join(folder, 'streams')) })
  const client = newClient(server.url, 50)
  try {
    const chat = await client.start()
    await client.post(
      `/conversations/${chat.id}/messages`,
      { clientMessageId: 'warm', text: 'hallo' },
      chat.token,
    )
    await new Promise((resolve) => setTimeout(resolve, 2000))
    const idle = await residentMb(server)
    let heard = 0
    let waiting: { until: number; done: () => void } | null = null
    for (let i = 0; i < STREAMS; i += 100) {
      await Promise.all(
        Array.from({ length: 100 }, () =>
          client.follow(chat, (piece) => {
            heard += count(piece)
            if (waiting && heard >= waiting.until) waiting.done()
          }),
        ),
      )
    }
    await new Promise((resolve) => setTimeout(resolve, 3000))
    const open = await residentMb(server)
    const times: number[] = []
    for (let i = 0; i < BROADCASTS; i++) {
      const began = performance.now()
      const all = new Promise<void>((done) => (waiting = { until: heard + STREAMS * 2, done }))
      await client.post(
        `/conversations/${chat.id}/messages`,
        { clientMessageId: `b${i}`, text: 'hallo' },
        chat.token,
      )
      await all
      times.push(performance.now() - began)
    }
    const after = await residentMb(server)
    console.log(`${STREAMS} open event streams in one process
  resident  ${idle.toFixed(0)} MB idle, ${open.toFixed(0)} MB with the streams open, ${after.toFixed(0)} MB after the broadcasts
  broadcast ${times.map((time) => time.toFixed(0)).join(', ')} ms until every stream had the message and its reply`)
  } finally {
    client.close()
    await server.kill()
  }
}

async function residentMb({ pid }: ServerProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1]) / 1024
}
