import { setTimeout as sleep } from 'node:timers/promises'
import { Api } from 'grammy'
import type { Update } from 'grammy/types'
import type { Logger } from 'pino'
import type { Db, Exclusively } from '../../db/client.ts'
import { derivedKey } from '../../db/sealing.ts'
import { AppError } from '../../server/app-error.ts'
import { organisationChoices } from '../../server/chats/organisations.ts'
import { tidyUp } from '../../server/chats/forget.ts'
import type { Assistant } from '../../server/conversations/answer.ts'
import type { Desk } from '../../server/conversations/conversation.ts'
import { OUTBOX_FILLED } from '../../server/deliveries/deliver.ts'
import { SHARED, type Account } from './accounts.ts'
import { createBot } from './bot.ts'
import { menu } from './commands.ts'
import { startDelivering, type Deliverer } from './deliver.ts'
import { outcomeOf, plainly } from './outcome.ts'
import { withPatience } from './patience.ts'
import { poll, POLL_SECONDS, signalOf } from './poll.ts'
import { ALLOWED_UPDATES } from './update.ts'

export type TelegramSettings = { accounts: Account[]; apiRoot: string; webhookSecret: string | null }

export type TelegramParts = {
  settings: TelegramSettings
  desk: Desk
  assistant: Assistant
  exclusively: Exclusively
  publicUrl: string | null
  log: Logger
}

/** The bots of this server. */
export type Telegram = {
  /** What Telegram shows with every update that it brings. */
  secret: string
  /** The way in for updates under a name in the address; refuses a name that no bot answers to. */
  door: (name: string) => Promise<(update: Update) => Promise<void>>
  start: () => void
  stop: () => Promise<void>
}

const CALL_SECONDS = 10
const LONGEST_WAIT_SECONDS = 300
const TIDY_EVERY_MS = 60 * 60 * 1000

/** Puts the bots together; nothing is asked of Telegram before they are started. */
export function createTelegram(parts: TelegramParts): Telegram {
  const { settings, desk, exclusively, publicUrl, log } = parts
  const { accounts, apiRoot } = settings
  const secret = settings.webhookSecret ?? derivedSecret(desk)
  const stopped = new AbortController()
  const noted = (error: unknown, what: string) => log.warn({ failure: plainly(error) }, what)

  const bots = accounts.map((account) => {
    const api = new Api(account.token, { apiRoot, timeoutSeconds: CALL_SECONDS })
    const bot = createBot(account, api, { ...parts, noted })
    const receive = withPatience(bot, (error, update) =>
      log.error({ err: error, update }, 'an update is handed over to a person'),
    )
    return { account, api, receive }
  })
  const running: Promise<void>[] = []
  let deliverer: Deliverer | null = null

  async function door(name: string) {
    const organisation = (await organisationChoices(desk.db)).find(({ slug }) => slug === name)
    const bot =
      (organisation && bots.find(({ account }) => account.organisation === name)) ??
      bots.find(({ account }) => account.organisation === null && (organisation || name === SHARED))
    if (!bot) throw new AppError('organisation.not_found')
    return (update: Update) => bot.receive(update, organisation?.id ?? null)
  }

  /** Telegram may be away when we start: what it has to know is told as soon as it answers. */
  async function untilAnswered(what: string, tell: () => Promise<unknown>): Promise<void> {
    for (let wait = 1; !stopped.signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_SECONDS)) {
      try {
        await tell()
        return
      } catch (error) {
        if (stopped.signal.aborted) return
        noted(error, what)
        const outcome = outcomeOf(error, '')
        const seconds = outcome.kind === 'wait' ? outcome.seconds : wait
        await sleep(seconds * 1000, null, { signal: stopped.signal }).catch(() => {})
      }
    }
  }

  async function introduce({ account, api }: (typeof bots)[number]): Promise<void> {
    const own = account.organisation !== null
    const signal = signalOf(stopped.signal)
    await untilAnswered('the menu could not be set', async () => {
      await api.setMyCommands(menu('nl', own), {}, signal)
      await api.setMyCommands(menu('en', own), { language_code: 'en' }, signal)
    })
  }

  async function listen({ account, api, receive }: (typeof bots)[number]): Promise<void> {
    if (publicUrl) {
      const url = `${publicUrl}/telegram/${account.organisation ?? SHARED}`
      const options = {
        secret_token: secret,
        allowed_updates: ALLOWED_UPDATES,
        drop_pending_updates: false,
      }
      return untilAnswered('the webhook could not be set', () =>
        api.setWebhook(url, options, signalOf(stopped.signal)),
      )
    }
    // Telegram answers one poller; what a second one gets is taken from the first.
    const patient = new Api(account.token, { apiRoot, timeoutSeconds: POLL_SECONDS + CALL_SECONDS })
    const into = account.organisation && (await door(account.organisation))
    const take = into || ((update: Update) => receive(update, null))
    await exclusively(`telegram.${account.id}`, (signal) => poll(patient, take, log, signal), stopped.signal)
  }

  function start(): void {
    deliverer = startDelivering(desk, new Map(bots.map(({ account, api }) => [account.id, api])), log)
    for (const bot of bots) {
      const broke = (error: unknown) => log.error({ err: error, bot: bot.account.id }, 'a bot stopped')
      running.push(listen(bot).catch(broke), introduce(bot).catch(broke))
    }
    const tidy = () => tidyUp(desk.db).catch((error: unknown) => log.error({ err: error }, 'tidying failed'))
    const timer = setInterval(tidy, TIDY_EVERY_MS)
    stopped.signal.addEventListener('abort', () => clearInterval(timer))
  }
  const wake = () => deliverer?.wake()
  desk.bus.listen(OUTBOX_FILLED, wake, wake)

  async function stop(): Promise<void> {
    stopped.abort()
    await Promise.all([...running, deliverer?.stop()])
  }

  return { secret, door, start, stop }
}

/** Throws a sentence that says what to do when a bot is of an organisation that is not there. */
export async function requireOrganisations(db: Db, accounts: readonly Account[]): Promise<void> {
  const known = (await organisationChoices(db)).map(({ slug }) => slug)
  for (const { organisation } of accounts) {
    if (organisation === null || known.includes(organisation)) continue
    throw new Error(
      `The setting TELEGRAM_BOT_TOKEN names the organisation ${organisation}, which is not there. ` +
        `Choose one of ${known.join(', ')}, or give the token alone for a bot that all share.`,
    )
  }
}

/** Without a setting the secret comes from the master key, so that every server knows the same one. */
function derivedSecret({ masterKey }: Desk): string {
  return Buffer.from(derivedKey(masterKey, 'telegram webhook')).toString('base64url')
}
