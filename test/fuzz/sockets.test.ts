import { connect } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newChance, pick } from '../support/chance.ts'
import { servedProduct } from '../support/product.ts'
import { ODD_TEXTS, type Chance } from './odd.ts'
import { PATIENCE_MS, seed, sizes } from './size.ts'
import { faultIn } from './told.ts'

const LISTENS_MS = 300

let served: Awaited<ReturnType<typeof servedProduct>>
beforeAll(async () => {
  served = await servedProduct()
})
afterAll(() => served.close())

const bytes = (chance: Chance, many: number) =>
  Buffer.from(Array.from({ length: many }, () => Math.floor(chance() * 256)))

/** What comes in over a connection when nobody made sure that it is HTTP. */
function generateBytes(chance: Chance): Buffer {
  const method = pick(['GET', 'POST', 'get', 'TRACE', 'CONNECT', 'PRI', 'X'.repeat(100), ''], chance)
  const path = pick(
    ['/', '*', '//', '/../../etc/passwd', 'http://elsewhere.example/', '/%', ...ODD_TEXTS],
    chance,
  )
  const version = pick(['HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/0.9', 'HTTP/9', ''], chance)
  const headers = [
    ['Host: x', 'Host: a\r\nHost: b', 'Host:', ''],
    [
      'Content-Length: 5',
      'Content-Length: -1',
      'Content-Length: 5\r\nContent-Length: 6',
      'Transfer-Encoding: chunked',
      '',
    ],
    [
      'Transfer-Encoding: chunked, identity',
      'Expect: 100-continue',
      'Upgrade: h2c\r\nConnection: Upgrade',
      '',
    ],
    [`X: ${'a'.repeat(20_000)}`, 'X\0: y', ': y', 'X : y', 'Content-Type: application/json', ''],
  ].map((each) => pick(each, chance))
  const body = pick(
    ['', '{"a":1}', '5\r\nhallo\r\n0\r\n\r\n', 'FFFFFFFFFFFFFFFF\r\nx', '0\r\n\r\nGET / HTTP/1.1\r\n\r\n'],
    chance,
  )
  if (chance() < 0.1) return bytes(chance, 400)
  return Buffer.from(`${method} ${path} ${version}\r\n${headers.filter(Boolean).join('\r\n')}\r\n\r\n${body}`)
}

/** What is said to it until the connection is closed, or for a moment. */
function answerTo(sent: Buffer): Promise<string> {
  return new Promise((resolve) => {
    let heard = ''
    const socket = connect(Number(new URL(served.url).port), '127.0.0.1', () => socket.write(sent))
    const done = () => {
      socket.destroy()
      resolve(heard)
    }
    socket.setTimeout(LISTENS_MS, done)
    socket.on('data', (piece) => void (heard += piece.toString('latin1')))
    socket.on('error', done)
    socket.on('close', done)
  })
}

it(
  `${sizes.sockets} connections that bring something else than HTTP do no harm`,
  async () => {
    const chance = newChance(seed)
    const faults: string[] = []
    for (let i = 0; i < sizes.sockets; i += 10) {
      const sent = Array.from({ length: 10 }, () => generateBytes(chance))
      const heard = await Promise.all(sent.map(answerTo))
      for (const [at, text] of heard.entries()) {
        const statuses = [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gmu)].map(([, status]) => Number(status))
        const fault = faultIn(Math.max(0, ...statuses.filter((each) => each !== 505)), text, [])
        if (fault) faults.push(`${fault}: ${JSON.stringify(sent[at]!.toString('latin1').slice(0, 300))}`)
      }
    }
    expect(faults.slice(0, 10), `FUZZ_SEED=${seed}`).toEqual([])
    expect((await fetch(`${served.url}/readyz`)).status).toBe(200)
  },
  PATIENCE_MS,
)
