import { z } from 'zod'

const port = z.coerce.number().int().min(0).max(65535)

const settings = z.object({
  PORT: port.default(3000).describe('port to listen on; 0 takes any free one'),
  HOST: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/u })
    .optional()
    .describe('address at which the outside world reaches this server'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(?:ql)?$/u })
    .optional()
    .describe('PostgreSQL 15 or newer; without it an embedded database in DATA_DIR'),
  DATA_DIR: z
    .string()
    .min(1)
    .default('./data')
    .describe('folder for the embedded database and generated secrets'),
  MASTER_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/u)
    .optional()
    .describe('key of the keys of message texts, 32 bytes in base64; without it one is made in DATA_DIR'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .describe('how much is logged'),
})

export type Config = {
  port: number
  host: string
  publicUrl: string | null
  databaseUrl: string | null
  dataDir: string
  masterKey: string | null
  logLevel: z.infer<typeof settings>['LOG_LEVEL']
}

/** What to do about a setting that cannot be used. */
const REMEDIES: Record<string, string> = {
  PORT: 'give a number from 0 to 65535',
  HOST: 'give an address such as 127.0.0.1, or leave it out',
  PUBLIC_URL: 'give a full address such as https://chat.example.nl, or leave it out',
  DATABASE_URL:
    'give an address such as postgres://user:password@host:5432/wegwijs, or leave it out for the embedded database',
  DATA_DIR: 'give the path of a folder, or leave it out for ./data',
  MASTER_KEY: 'give 32 random bytes in base64 (openssl rand -base64 32), or leave it out',
  LOG_LEVEL: 'choose one of fatal, error, warn, info, debug, silent',
}

/** The names of all settings, each with what it is for. */
export const settingNames = Object.keys(settings.shape)

/** Reads the settings; throws one sentence per wrong setting that says what to do. */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(settingNames.map((name) => [name, environment[name] || undefined]))
  const result = settings.safeParse(given)
  if (!result.success) {
    const wrong = new Set(result.error.issues.map(({ path }) => String(path[0])))
    throw new Error(
      Array.from(wrong, (name) => `The setting ${name} cannot be used: ${REMEDIES[name]}.`).join('\n'),
    )
  }
  const { PORT, HOST, PUBLIC_URL, DATABASE_URL, DATA_DIR, MASTER_KEY, LOG_LEVEL } = result.data
  return {
    port: PORT,
    host: HOST,
    publicUrl: PUBLIC_URL ?? null,
    databaseUrl: DATABASE_URL ?? null,
    dataDir: DATA_DIR,
    masterKey: MASTER_KEY ?? null,
    logLevel: LOG_LEVEL,
  }
}
