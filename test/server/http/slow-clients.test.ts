import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { PATIENCE } from '../../../server/http/listen.ts'
import { newDataDir, startServer, type ServerProcess } from '../../support/server-process.ts'

const EACH_LETTER_MS = 500
/** The connections are looked at so often, and this machine may be busy. */
const LEEWAY_MS = PATIENCE.connectionsCheckingInterval + 5000

let folder: string
let server: ServerProcess
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wegwijs-slow-'))
  server = await startServer({ DATA_DIR: await newDataDir(join(folder, 'data')) })
})
afterAll(async () => {
  await server.kill()
  await rm(folder, { recursive: true, force: true })
})

/** Sends the beginning at once and then letter by letter, without end; tells what came back, and when it was cut off. */
function sendSlowly(beginning: string): Promise<{ answer: string; afterMs: number }> {
  return new Promise((resolve) => {
    const began = performance.now()
    let answer = ''
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(beginning))
    const timer = setInterval(() => socket.write('a'), EACH_LETTER_MS)
    socket.on('data', (piece) => void (answer += piece.toString()))
    socket.on('error', () => {})
    socket.on('close', () => {
      clearInterval(timer)
      resolve({ answer, afterMs: performance.now() - began })
    })
  })
}

it('who sends his headers letter by letter is cut off, and others are answered meanwhile', async () => {
  const headers = sendSlowly('POST /api/v1/ask HTTP/1.1\r\nHost: x\r\nX-Slow: ')
  const crowd = Array.from({ length: 200 }, () => sendSlowly('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: '))
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  const { answer, afterMs } = await headers
  expect(answer).toMatch(/^HTTP\/1\.1 408 /u)
  expect(afterMs).toBeLessThan(PATIENCE.headersTimeout + LEEWAY_MS)
  await Promise.all(crowd)
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
}, 60_000)

// Half a minute of waiting: in `npm run test:full`.
it.runIf(process.env.WEGWIJS_FULL === '1')(
  'who sends his body letter by letter is cut off',
  async () => {
    const { afterMs } = await sendSlowly(
      'POST /api/v1/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n{"turns":["',
    )
    expect(afterMs).toBeLessThan(PATIENCE.requestTimeout + LEEWAY_MS)
  },
  90_000,
)

it('headers of more than 16 kB are refused', async () => {
  const response = await fetch(`${server.url}/healthz`, { headers: { 'x-long': 'a'.repeat(17_000) } })
  expect(response.status).toBe(431)
})
