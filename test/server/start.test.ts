import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { asSecret, derivedKey, masterKeyOf } from '../../db/sealing.ts'
import { newDataDir } from '../support/server-process.ts'

const SECRETS = {
  'token of the bot': 'AAH-geheim-van-de-bot',
  'secret of the webhook': 'geheim-van-de-webhook',
  'password of the mail server': 'wachtwoord-van-de-post',
  'secret of the other log-in': 'geheim-van-de-organisatie',
}

let folder: string
let dataDir: string
let nowhere: Server
let asked: string[]
let said = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wegwijs-start-'))
  dataDir = join(folder, 'new', 'data')
  asked = []
  nowhere = createServer((request, response) => {
    asked.push(request.url!)
    response.writeHead(502).end('weg')
  })
  await new Promise<void>((resolve) => nowhere.listen(0, '127.0.0.1', resolve))
  await startedAndStopped()
})
afterAll(async () => {
  nowhere.close()
  await rm(folder, { recursive: true, force: true })
})

/** A first start, with everything around the product broken, at the level that logs most. */
async function startedAndStopped(): Promise<void> {
  const at = `127.0.0.1:${(nowhere.address() as AddressInfo).port}`
  const learnt = await newDataDir(join(folder, 'learnt'))
  const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url))
  const env = {
    PATH: process.env.PATH,
    PORT: '0',
    LOG_LEVEL: 'debug',
    DATA_DIR: dataDir,
    TELEGRAM_BOT_TOKEN: `123456:${SECRETS['token of the bot']}`,
    TELEGRAM_API_ROOT: `http://${at}`,
    TELEGRAM_WEBHOOK_SECRET: SECRETS['secret of the webhook'],
    SMTP_URL: `smtp://post:${SECRETS['password of the mail server']}@${at}`,
    OIDC_ISSUER: `http://${at}/issuer`,
    OIDC_CLIENT_ID: 'wegwijs',
    OIDC_CLIENT_SECRET: SECRETS['secret of the other log-in'],
    PUBLIC_URL: 'http://localhost',
  }
  // What was learnt is looked for in DATA_DIR; a start without it would learn anew for half a minute.
  const start = `umask 022; mkdir -p -m 700 "$DATA_DIR"; cp -L "$0"/learnt* "$DATA_DIR"; exec "$1" "$2"`
  const child = spawn('sh', ['-c', start, learnt, process.execPath, main], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const ready = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (piece: Buffer) => {
        said += piece.toString()
        if (said.includes('Wegwijs is ready')) resolve()
      })
  })
  await Promise.race([ready, ended])
  await vi.waitFor(() => expect(asked.length).toBeGreaterThan(1), 20_000)
  child.kill('SIGTERM')
  await ended
}

it('the first start makes its folder and all secrets in it for the owner alone', async () => {
  expect(said).toContain('Wegwijs is ready')
  const modes = await Promise.all(
    ['', 'master.key', 'pglite'].map(async (name) => (await stat(join(dataDir, name))).mode & 0o777),
  )
  expect(modes.map((mode) => mode.toString(8))).toEqual(['700', '600', '700'])
})

it('nothing that is logged or printed at a start holds a secret, whatever goes wrong around it', async () => {
  const written = await readFile(join(dataDir, 'master.key'), 'utf8')
  const key = masterKeyOf(asSecret(Buffer.from(written, 'base64')))
  const made = (['staff sessions', 'telegram webhook'] as const).map((use) =>
    Buffer.from(derivedKey(key, use)),
  )
  const secrets = [
    ...Object.values(SECRETS),
    written.trim(),
    Buffer.from(written, 'base64').toString('hex'),
    ...made.flatMap((each) => [each.toString('base64'), each.toString('base64url'), each.toString('hex')]),
  ]
  expect(asked.length).toBeGreaterThan(0)
  expect(secrets.filter((secret) => said.includes(secret))).toEqual([])
})

it('it asks nobody but those whom the settings name', () => {
  expect(asked.every((path) => path.startsWith('/bot123456:'))).toBe(true)
})
