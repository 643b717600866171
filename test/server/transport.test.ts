import { expect, it } from 'vitest'
import { readConfig } from '../../server/config.ts'
import { openOnTheNetwork } from '../../server/transport.ts'

it.each([
  [{}, 0],
  [{ DATABASE_URL: 'postgres://wegwijs@localhost:5432/wegwijs' }, 0],
  [{ DATABASE_URL: 'postgres://wegwijs@127.0.0.1/wegwijs' }, 0],
  [{ DATABASE_URL: 'postgres://wegwijs@db.zorg.nl/wegwijs' }, 1],
  [{ DATABASE_URL: 'postgres://wegwijs@db.zorg.nl/wegwijs?sslmode=prefer' }, 1],
  [{ DATABASE_URL: 'postgres://wegwijs@db.zorg.nl/wegwijs?sslmode=verify-full' }, 0],
  [{ PUBLIC_URL: 'http://chat.zorg.nl' }, 1],
  [{ PUBLIC_URL: 'https://chat.zorg.nl', HOST: '0.0.0.0' }, 0],
  [{ HOST: '0.0.0.0' }, 1],
])('%o leaves %i things open on the network, and the start says so', (settings, many) => {
  expect(openOnTheNetwork(readConfig(settings as Record<string, string>))).toHaveLength(many)
})
