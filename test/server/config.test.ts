import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readConfig, settingNames } from '../../server/config.ts'

it('every setting has a default that starts the product', () => {
  expect(readConfig({})).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    databaseUrl: null,
    dataDir: './data',
  })
})

it.each([
  [{ PORT: 'tachtig' }, 'The setting PORT cannot be used: give a number from 0 to 65535.'],
  [
    { DATABASE_URL: 'mysql://x' },
    /The setting DATABASE_URL cannot be used: give an address such as postgres:/u,
  ],
  [{ MASTER_KEY: 'kort' }, /The setting MASTER_KEY cannot be used: give 32 random bytes/u],
  [{ TELEGRAM_BOT_TOKEN: 'geheim' }, /TELEGRAM_BOT_TOKEN cannot be used: give a token of @BotFather/u],
  [{ TELEGRAM_BOT_TOKEN: '1:a,2:b' }, /TELEGRAM_BOT_TOKEN cannot be used/u],
  [{ TELEGRAM_BOT_TOKEN: 'zonl=1:a,zonl=2:b' }, /TELEGRAM_BOT_TOKEN cannot be used/u],
  [
    { TELEGRAM_WEBHOOK_SECRET: 'met spatie' },
    /TELEGRAM_WEBHOOK_SECRET cannot be used: give 1 to 256 letters/u,
  ],
  [
    { OIDC_ISSUER: 'https://login.example.nl', PUBLIC_URL: 'https://chat.example.nl' },
    /OIDC_ISSUER cannot be used: give an address such as .+ together with OIDC_CLIENT_ID/u,
  ],
  [{ OIDC_CLIENT_ID: 'wegwijs' }, /OIDC_ISSUER cannot be used/u],
])('a wrong setting %j ends in a sentence that says what to do', (environment, message) => {
  expect(() => readConfig(environment)).toThrow(message)
})

it('a bot is of one organisation, or shared by all', () => {
  const { telegram } = readConfig({ TELEGRAM_BOT_TOKEN: 'magentazorg=123:abc, 456:def' })
  expect(telegram).toEqual({
    accounts: [
      { id: '123', token: '123:abc', organisation: 'magentazorg' },
      { id: '456', token: '456:def', organisation: null },
    ],
    apiRoot: 'https://api.telegram.org',
    webhookSecret: null,
  })
  expect(readConfig({}).telegram).toBeNull()
})

it('the README names every setting', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  expect(settingNames.filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
})
