import { z } from 'zod'

/** A bot's token as Telegram gives it, with before it the organisation that the bot is of, if it is of one. */
const BOT = /^(?:([a-z0-9-]+)=)?((\d+):[\w-]+)$/u

/** The bots in the setting: at most one that all share, and at most one of each organisation. */
const bots = z.string().transform((setting, context) => {
  const found = setting.split(',').map((bot) => BOT.exec(bot.trim()))
  const accounts = found.flatMap((match) =>
    match ? [{ id: match[3]!, token: match[2]!, organisation: match[1] ?? null }] : [],
  )
  const distinct = new Set(accounts.map(({ organisation }) => organisation)).size
  const isRight = accounts.length === found.length && distinct === accounts.length
  if (!isRight || new Set(accounts.map(({ id }) => id)).size < accounts.length) {
    context.addIssue({ code: 'custom' })
    return z.NEVER
  }
  return accounts
})

const port = z.coerce.number().int().min(0).max(65535)

const settings = z.object({
  PORT: port.default(3000).describe('port to listen on; 0 takes any free one'),
  HOST: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/u })
    .optional()
    .describe('address at which the outside world reaches this server'),
  PROXIES: z.coerce
    .number()
    .int()
    .min(0)
    .max(9)
    .default(0)
    .describe('how many proxies stand before this server, each adding to X-Forwarded-For'),
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
  PREVIOUS_MASTER_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/u)
    .optional()
    .describe(
      'the master key before this one, while it is being changed (npm run admin -- rotate-master-key)',
    ),
  TELEGRAM_BOT_TOKEN: bots
    .optional()
    .describe('token of the bot on Telegram, or slug=token for each organisation that has its own'),
  TELEGRAM_API_ROOT: z
    .url({ protocol: /^https?$/u })
    .default('https://api.telegram.org')
    .describe('address of the Bot API'),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w-]{1,256}$/u)
    .optional()
    .describe('what Telegram shows with every update that it brings; without it one is made'),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/u })
    .optional()
    .describe('mail server through which staff hear what waits for them; without it no mail is sent'),
  MAIL_FROM: z
    .email()
    .optional()
    .describe('address from which that mail is sent; without it wegwijs@ the host of the mail server'),
  OIDC_ISSUER: z
    .url({ protocol: /^https?$/u })
    .optional()
    .describe("the organisation's own log-in (OpenID Connect), next to passwords; needs PUBLIC_URL"),
  OIDC_CLIENT_ID: z.string().min(1).optional().describe('the name under which that log-in knows this server'),
  OIDC_CLIENT_SECRET: z.string().min(1).optional().describe('the secret that goes with that name'),
  OIDC_NAME: z.string().min(1).max(60).optional().describe('what the log-in page calls it'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .describe('how much is logged'),
})

/** What belongs together is given together: staff come back from their log-in at the public address. */
const allSettings = settings.superRefine((given, context) => {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, PUBLIC_URL } = given
  const parts = [OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET]
  const isWhole = parts.every((part) => part !== undefined) && PUBLIC_URL !== undefined
  if (!isWhole && parts.some((part) => part !== undefined))
    context.addIssue({ code: 'custom', path: ['OIDC_ISSUER'] })
})

type TelegramConfig = {
  accounts: z.infer<typeof bots>
  apiRoot: string
  webhookSecret: string | null
}

export type Config = {
  port: number
  host: string
  publicUrl: string | null
  proxies: number
  databaseUrl: string | null
  dataDir: string
  masterKey: string | null
  /** While the master key is being changed: the one before it. */
  previousMasterKey: string | null
  /** Null when there is no bot. */
  telegram: TelegramConfig | null
  /** Null when no mail is sent. */
  mail: { smtpUrl: string; from: string } | null
  /** Null when staff log in by their password alone. */
  singleSignOn: { issuer: string; clientId: string; clientSecret: string; name: string | null } | null
  logLevel: z.infer<typeof settings>['LOG_LEVEL']
}

/** What to do about a setting that cannot be used. */
const REMEDIES: Record<string, string> = {
  PORT: 'give a number from 0 to 65535',
  HOST: 'give an address such as 127.0.0.1, or leave it out',
  PUBLIC_URL: 'give a full address such as https://chat.example.nl, or leave it out',
  PROXIES: 'give a number from 0 to 9, or leave it out when nothing stands in front',
  DATABASE_URL:
    'give an address such as postgres://user:password@host:5432/wegwijs, or leave it out for the embedded database',
  DATA_DIR: 'give the path of a folder, or leave it out for ./data',
  MASTER_KEY: 'give 32 random bytes in base64 (openssl rand -base64 32), or leave it out',
  PREVIOUS_MASTER_KEY: 'give what MASTER_KEY was before, or leave it out once rotate-master-key is done',
  TELEGRAM_BOT_TOKEN:
    'give a token of @BotFather such as 123456:ABC-def, or one for each organisation: magentazorg=123456:ABC-def,zonl=654321:GHI-jkl',
  TELEGRAM_API_ROOT: 'give a full address such as https://api.telegram.org, or leave it out',
  TELEGRAM_WEBHOOK_SECRET: 'give 1 to 256 letters, digits, _ or -, or leave it out',
  SMTP_URL: 'give an address such as smtps://user:password@mail.example.nl, or leave it out',
  MAIL_FROM: 'give an e-mail address such as wegwijs@example.nl, or leave it out',
  OIDC_ISSUER:
    'give an address such as https://login.example.nl together with OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and PUBLIC_URL, or leave the three out',
  OIDC_CLIENT_ID: 'give the name that the log-in of OIDC_ISSUER made for this server, or leave it out',
  OIDC_CLIENT_SECRET: 'give the secret that goes with OIDC_CLIENT_ID, or leave it out',
  OIDC_NAME: 'give at most 60 characters such as Magentazorg, or leave it out',
  LOG_LEVEL: 'choose one of fatal, error, warn, info, debug, silent',
}

/** The names of all settings, each with what it is for. */
export const settingNames = Object.keys(settings.shape)

/** Reads the settings; throws one sentence per wrong setting that says what to do. */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(settingNames.map((name) => [name, environment[name] || undefined]))
  const result = allSettings.safeParse(given)
  if (!result.success) {
    const wrong = new Set(result.error.issues.map(({ path }) => String(path[0])))
    throw new Error(
      Array.from(wrong, (name) => `The setting ${name} cannot be used: ${REMEDIES[name]}.`).join('\n'),
    )
  }
  const { PORT, HOST, PUBLIC_URL, PROXIES, DATABASE_URL, DATA_DIR, MASTER_KEY, LOG_LEVEL } = result.data
  const { TELEGRAM_BOT_TOKEN: accounts, TELEGRAM_API_ROOT, TELEGRAM_WEBHOOK_SECRET } = result.data
  const { SMTP_URL, MAIL_FROM } = result.data
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = result.data
  return {
    port: PORT,
    host: HOST,
    publicUrl: PUBLIC_URL ? withoutSlash(PUBLIC_URL) : null,
    proxies: PROXIES,
    databaseUrl: DATABASE_URL ?? null,
    dataDir: DATA_DIR,
    masterKey: MASTER_KEY ?? null,
    previousMasterKey: result.data.PREVIOUS_MASTER_KEY ?? null,
    telegram: accounts
      ? {
          accounts,
          apiRoot: withoutSlash(TELEGRAM_API_ROOT),
          webhookSecret: TELEGRAM_WEBHOOK_SECRET ?? null,
        }
      : null,
    mail: SMTP_URL ? { smtpUrl: SMTP_URL, from: MAIL_FROM ?? `wegwijs@${new URL(SMTP_URL).hostname}` } : null,
    singleSignOn:
      issuer && clientId && clientSecret
        ? { issuer, clientId, clientSecret, name: result.data.OIDC_NAME ?? null }
        : null,
    logLevel: LOG_LEVEL,
  }
}

const withoutSlash = (address: string) => address.replace(/\/+$/u, '')
