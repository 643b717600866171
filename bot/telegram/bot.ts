import { Api, Composer, Context } from 'grammy'
import type { Update, UserFromGetMe } from 'grammy/types'
import { takeIn } from '../../server/chats/open-chat.ts'
import type { Assistant } from '../../server/conversations/answer.ts'
import type { Desk } from '../../server/conversations/conversation.ts'
import type { Account } from './accounts.ts'
import type { ChatContext, Surroundings } from './context.ts'
import { account } from './features/account.ts'
import { apologise } from './features/apology.ts'
import { beforeConsent } from './features/before-consent.ts'
import { behindCommands } from './features/behind-commands.ts'
import { blocking } from './features/blocking.ts'
import { consent } from './features/consent.ts'
import { erase } from './features/erase.ts'
import { groups } from './features/groups.ts'
import { help, unknownCommands } from './features/help.ts'
import { language } from './features/language.ts'
import { attached, corrections, texts } from './features/messages.ts'
import { organisation } from './features/organisation.ts'
import { person } from './features/person.ts'
import { ratingComments } from './features/rating.ts'
import { start } from './features/start.ts'
import { stop } from './features/stop.ts'
import { taps } from './features/taps.ts'

/** Takes in an update that came through the door of an organisation, or of all. Whatever fails is thrown. */
export type Bot = {
  receive: (update: Update, organisationId: string | null) => Promise<void>
  /** Takes in an update that keeps failing without reading it: a person will. */
  handOver: (update: Update, organisationId: string | null) => Promise<void>
}

export type BotParts = {
  desk: Desk
  assistant: Assistant
  publicUrl: string | null
  /** Hears what went wrong beside the updates themselves. */
  noted: (error: unknown, what: string) => void
}

/** What people can do in a chat, in the order in which it is looked at. */
const pipeline = new Composer<ChatContext>()
pipeline.use(groups)
pipeline.use(blocking)
pipeline.use(behindCommands)
pipeline.use(start, organisation, consent, language, help, account, erase)
pipeline.use(beforeConsent)
pipeline.use(person, stop, taps, unknownCommands, ratingComments, corrections, attached, texts)

const inOrder = pipeline.middleware()
const apology = new Composer<ChatContext>(groups.middleware(), apologise.middleware()).middleware()

export function createBot(own: Account, api: Api, { desk, assistant, publicUrl, noted }: BotParts): Bot {
  const ownBot = own.organisation !== null

  /** Everything that an update does is one transaction; the features put what goes out in the outbox. */
  async function inOneTransaction(
    middleware: typeof inOrder,
    update: Update,
    organisationId: string | null,
  ): Promise<void> {
    const ctx: Context & Partial<ChatContext> = new Context(update, api, NOBODY)
    if (!ctx.chat) return
    const arrival = { bot: own.id, updateId: update.update_id, address: ctx.chat.id, organisationId }
    let toast: string | undefined
    await takeIn(desk, arrival, async (open) => {
      const surroundings: Surroundings = { open, assistant, publicUrl, ownBot }
      const inHand: ChatContext = Object.assign(ctx, surroundings)
      await middleware(inHand, async () => {})
      toast = inHand.toast
    })
    if (ctx.callbackQuery) {
      // Only takes the waiting sign off the button; Telegram does so itself after a while.
      api
        .answerCallbackQuery(ctx.callbackQuery.id, toast === undefined ? {} : { text: toast })
        .catch((error: unknown) => noted(error, 'a tap could not be confirmed'))
    }
  }

  return {
    receive: (update, organisationId) => inOneTransaction(inOrder, update, organisationId),
    handOver: (update, organisationId) => inOneTransaction(apology, update, organisationId),
  }
}

/** The features never ask who the bot is, and updates come in before Telegram could have said so. */
const NOBODY: UserFromGetMe = {
  id: 0,
  is_bot: true,
  first_name: '',
  username: '',
  can_join_groups: true,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
  has_topics_enabled: false,
  allows_users_to_create_topics: false,
  can_manage_bots: false,
  supports_join_request_queries: false,
}
