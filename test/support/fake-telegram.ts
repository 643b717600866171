import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BotCommand, Chat, Message, MessageEntity, Update, User, WebhookInfo } from 'grammy/types'

/** What goes wrong with a call: `taken` says whether Telegram had taken it in before its answer was lost. */
export type Fault =
  | { kind: 'too many'; seconds: number }
  | { kind: 'server error'; taken?: boolean }
  | { kind: 'hang'; taken?: boolean }
  | { kind: 'closed socket'; taken?: boolean }
  | { kind: 'refused'; description: string }

/** A call as the bot made it; `answered` is what it got, null when it got nothing. */
export type MadeCall = { method: string; params: Params; at: number; answered: Answer | null }

type Params = Record<string, unknown>
type Answer =
  | { ok: true; result: unknown }
  | { ok: false; error_code: number; description: string; parameters?: { retry_after: number } }
type Place = { chat: Chat; messages: Message[]; refuses: string | null }
type Webhook = { url: string; secret: string | undefined }
/** An update without its number, which the queue gives it. */
type NewUpdate = Omit<Update, 'update_id'>

class Refusal extends Error {
  readonly code: number
  constructor(code: number, description: string) {
    super(description)
    this.code = code
  }
}
const now = () => Math.floor(Date.now() / 1000)
const bad = (description: string) => new Refusal(400, `Bad Request: ${description}`)

const LONGEST_TEXT = 4096
const LONGEST_CALLBACK_DATA = 64
const MOST_BUTTONS = 100
const WEBHOOK_RETRY_MS = 100

export type FakeTelegram = Awaited<ReturnType<typeof fakeTelegram>>

/** Telegram's Bot API on a free port of this machine, for one bot, with the faults that the real one has. */
export async function fakeTelegram(token = '4242:fake-token') {
  const botUser: User = { id: Number.parseInt(token, 10), is_bot: true, first_name: 'Wegwijs' }
  const places = new Map<number, Place>()
  const calls: MadeCall[] = []
  const faults: { method: string; fault: Fault }[] = []
  const taps = new Set<string>()
  const commands = new Map<string, BotCommand[]>()
  let queue: Update[] = []
  const state: { webhook: Webhook | null; closed: boolean } = { webhook: null, closed: false }
  let lastWebhookError: string | null = null
  let lastUpdateId = 100_000
  let lastMessageId = 0
  let pollers: (() => void)[] = []
  let change = Promise.withResolvers<void>()
  const tell = () => {
    change.resolve()
    change = Promise.withResolvers()
  }

  const methods: Record<string, (params: Params) => unknown> = {
    getMe: () => ({
      ...botUser,
      username: 'wegwijs_bot',
      can_join_groups: true,
      supports_inline_queries: false,
    }),
    setMyCommands({ commands: given, language_code = '' }) {
      commands.set(String(language_code), given as BotCommand[])
      return true
    },
    setWebhook({ url, secret_token, drop_pending_updates }) {
      if (drop_pending_updates) queue = []
      state.webhook = { url: String(url), secret: secret_token as string | undefined }
      const waiting = queue
      queue = []
      waiting.forEach(push)
      return true
    },
    deleteWebhook() {
      state.webhook = null
      return true
    },
    getWebhookInfo: (): WebhookInfo => ({
      url: state.webhook?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: queue.length,
      ...(lastWebhookError && { last_error_message: lastWebhookError }),
    }),
    sendMessage({ chat_id, text, entities = [], reply_markup }) {
      const { chat, messages } = placeFor(chat_id)
      const checked = checkText(text, entities as MessageEntity[])
      checkButtons(reply_markup)
      const message = {
        message_id: ++lastMessageId,
        from: botUser,
        chat,
        date: now(),
        ...checked,
        // Only buttons show in the message; a forced reply shows in the app of whoever gets it.
        ...((reply_markup as Message['reply_markup'])?.inline_keyboard ? { reply_markup } : {}),
      } as Message
      messages.push(message)
      return message
    },
    editMessageReplyMarkup({ chat_id, message_id, reply_markup }) {
      const { messages } = placeFor(chat_id)
      const message = messages.find((each) => each.message_id === message_id)
      if (!message || message.from?.id !== botUser.id) throw bad('message to edit not found')
      checkButtons(reply_markup)
      const given = reply_markup as Message['reply_markup']
      const markup = given && given.inline_keyboard.length > 0 ? given : undefined
      if (JSON.stringify(markup) === JSON.stringify(message.reply_markup))
        throw bad(
          'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
        )
      if (markup) message.reply_markup = markup
      else delete message.reply_markup
      return message
    },
    answerCallbackQuery({ callback_query_id }) {
      if (!taps.delete(String(callback_query_id)))
        throw bad('query is too old and response timeout expired or query ID is invalid')
      return true
    },
    leaveChat({ chat_id }) {
      const place = placeFor(chat_id)
      if (place.chat.type === 'private') throw bad("chat member status can't be changed in private chats")
      place.refuses = 'Forbidden: bot is not a member of the supergroup chat'
      return true
    },
    deleteMessage({ chat_id, message_id }) {
      const place = placeFor(chat_id)
      const index = place.messages.findIndex((each) => each.message_id === message_id)
      if (index === -1) throw bad('message to delete not found')
      place.messages.splice(index, 1)
      return true
    },
    sendChatAction: ({ chat_id }) => Boolean(placeFor(chat_id)),
  }

  function placeFor(chatId: unknown): Place {
    const place = places.get(Number(chatId))
    if (!place) throw bad('chat not found')
    if (place.refuses) throw new Refusal(403, place.refuses)
    return place
  }

  function refuseBesideWebhook(): void {
    if (state.webhook)
      throw new Refusal(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      )
  }

  /** Holds the request open until there is an update; asking from an offset on forgets those before it. */
  async function getUpdates({ offset = 0, limit = 100, timeout = 0 }: Params, gone: AbortSignal) {
    refuseBesideWebhook()
    queue = queue.filter(({ update_id }) => update_id >= Number(offset))
    const ends = Date.now() + Number(timeout) * 1000
    while (queue.length === 0 && Date.now() < ends && !gone.aborted) {
      await Promise.race([
        new Promise<void>((resolve) => pollers.push(resolve)),
        sleep(ends - Date.now(), null, { signal: gone, ref: false }).catch(() => {}),
      ])
      refuseBesideWebhook()
    }
    return queue.slice(0, Number(limit))
  }

  /** Gives an update its number and brings it to the bot. */
  function push(update: NewUpdate): Update {
    const numbered = { ...update, update_id: ++lastUpdateId } as Update
    if (state.webhook) void bring(numbered, state.webhook)
    else {
      queue.push(numbered)
      pollers.forEach((wake) => wake())
      pollers = []
    }
    return numbered
  }

  const underway = new Map<number, Promise<void>>()

  /** To the webhook, one update of a chat after the other, again and again until it is taken in. */
  function bring(update: Update, { url, secret }: Webhook): Promise<void> {
    const chat = (update.message ?? update.edited_message ?? update.callback_query?.message)?.chat.id ?? 0
    const work = (underway.get(chat) ?? Promise.resolve()).then(async () => {
      while (state.webhook && !state.closed) {
        const headers: Record<string, string> = { 'content-type': 'application/json' }
        if (secret) headers['x-telegram-bot-api-secret-token'] = secret
        const status = await fetch(url, { method: 'POST', headers, body: JSON.stringify(update) }).then(
          (response) => response.status,
          () => 0,
        )
        if (status >= 200 && status < 300) return
        lastWebhookError = `Wrong response from the webhook: ${status}`
        await sleep(WEBHOOK_RETRY_MS)
      }
    })
    underway.set(chat, work)
    return work
  }

  async function answer(method: string, params: Params, gone: AbortSignal): Promise<Answer> {
    try {
      const known = methods[method]
      if (method === 'getUpdates') return { ok: true, result: await getUpdates(params, gone) }
      if (!known) throw new Refusal(404, 'Not Found')
      return { ok: true, result: structuredClone(known(params)) }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return { ok: false, error_code: error.code, description: error.message }
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    const [, , givenToken, method = ''] = /^\/(bot([^/]+))\/(\w+)/u.exec(request.url ?? '') ?? []
    const params = await paramsOf(request)
    const call: MadeCall = { method, params, at: Date.now(), answered: null }
    calls.push(call)
    const give = (given: Answer) => {
      call.answered = given
      const status = given.ok ? 200 : given.error_code
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(given))
      tell()
    }
    if (givenToken !== token) return give({ ok: false, error_code: 401, description: 'Unauthorized' })
    const at = faults.findIndex((each) => each.method === method)
    const fault = at === -1 ? null : faults.splice(at, 1)[0]!.fault
    if (!fault) return give(await answer(method, params, gone.signal))
    if ('taken' in fault && fault.taken) await answer(method, params, gone.signal)
    tell()
    if (fault.kind === 'closed socket') request.socket.destroy()
    if (fault.kind === 'server error')
      give({ ok: false, error_code: 500, description: 'Internal Server Error' })
    if (fault.kind === 'refused') give({ ok: false, error_code: 400, description: fault.description })
    if (fault.kind === 'too many')
      give({
        ok: false,
        error_code: 429,
        description: `Too Many Requests: retry after ${fault.seconds}`,
        parameters: { retry_after: fault.seconds },
      })
  }

  const server = createServer((request, response) => void serve(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  /** Waits until something holds of what the bot has done. */
  async function until<T>(what: () => T | false | null | undefined, seconds = 10): Promise<T> {
    const ends = Date.now() + seconds * 1000
    for (;;) {
      const found = what()
      if (found) return found
      if (Date.now() > ends) throw new Error(`did not happen within ${seconds} s: ${what.toString()}`)
      await Promise.race([change.promise, sleep(50)])
    }
  }

  return {
    apiRoot: `http://127.0.0.1:${port}`,
    token,
    calls,
    commands,
    until,
    webhook: () => state.webhook,
    waiting: () => queue.length,
    callsOf: (method: string) => calls.filter((call) => call.method === method),
    /** The next calls of a method go wrong like this, one after another. */
    fail: (method: string, ...next: Fault[]) => faults.push(...next.map((fault) => ({ method, fault }))),
    /** No more faults than have happened. */
    mend: () => void (faults.length = 0),
    /** Brings an update that the test has put together. */
    push,
    place: (id: number, chat: Chat): Place => {
      const place = places.get(id) ?? { chat, messages: [], refuses: null }
      places.set(id, place)
      return place
    },
    newMessageId: () => ++lastMessageId,
    newTap: (): string => {
      const id = String(7_000_000_000 + taps.size + calls.length * 1000)
      taps.add(id)
      return id
    },
    async close() {
      state.closed = true
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function paramsOf(request: IncomingMessage): Promise<Params> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks).toString()
  if (!body) return {}
  const isForm = request.headers['content-type']?.includes('urlencoded')
  return isForm ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body)
}

/** As the real one: trimmed text of 1 to 4,096 units, well formed, entities within it and never inside a character. */
function checkText(given: unknown, entities: readonly MessageEntity[]) {
  const text = String(given ?? '').trim()
  if (!text) throw bad('message text is empty')
  if (!text.isWellFormed()) throw bad('strings must be encoded in UTF-8')
  if (text.length > LONGEST_TEXT) throw bad('message is too long')
  for (const { offset, length } of entities) {
    const splits = [offset, offset + length].some((at) => /[\uD800-\uDBFF]$/.test(text.slice(0, at)))
    if (splits) throw bad('entity begins in a middle of a UTF-16 symbol')
    if (offset < 0 || length < 1 || offset + length > text.length) throw bad('ENTITY_BOUNDS_INVALID')
  }
  return { text, ...(entities.length > 0 ? { entities } : {}) }
}

function checkButtons(markup: unknown): void {
  const rows = (markup as Message['reply_markup'])?.inline_keyboard ?? []
  const buttons = rows.flat()
  if (buttons.length > MOST_BUTTONS) throw bad('reply markup is too long')
  for (const button of buttons) {
    if (!button.text.trim()) throw bad('inline keyboard button text is empty')
    if (!button.text.isWellFormed()) throw bad('strings must be encoded in UTF-8')
    const bytes = 'callback_data' in button ? Buffer.byteLength(button.callback_data ?? '') : 1
    if (bytes < 1 || bytes > LONGEST_CALLBACK_DATA) throw bad('BUTTON_DATA_INVALID')
  }
}
