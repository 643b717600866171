import type { InlineKeyboardButton, Message, Update, User } from 'grammy/types'
import type { FakeTelegram } from './fake-telegram.ts'

const seconds = () => Math.floor(Date.now() / 1000)
let people = 1000

/** Somebody who talks with the bot in a chat of his own, as the real Telegram would report it. */
export function newPerson(telegram: FakeTelegram, id = ++people) {
  const from: User = { id, is_bot: false, first_name: 'Riet', last_name: 'de Vries', language_code: 'nl' }
  const chat = { id, type: 'private', first_name: 'Riet', last_name: 'de Vries' } as const
  const place = telegram.place(id, chat)

  const shown = () => place.messages.filter((each) => each.from?.is_bot)
  const texts = () => shown().map(({ text }) => text ?? '')

  function send(content: object): { message: Message; update: Update } {
    const message = {
      message_id: telegram.newMessageId(),
      from,
      chat,
      date: seconds(),
      ...content,
    } as Message
    place.messages.push(message)
    const update = telegram.push({ message: structuredClone(message) as Message & Update.NonChannel })
    return { message, update }
  }

  /** The newest button with these words on it that is to be seen. */
  function button(label: string): { message: Message; data: string } {
    for (const message of shown().toReversed()) {
      const found = message.reply_markup?.inline_keyboard.flat().find(({ text }) => text.includes(label))
      if (found && 'callback_data' in found) return { message, data: found.callback_data }
    }
    throw new Error(`no button "${label}" under ${JSON.stringify(texts())}`)
  }

  function tapOn(message: Message, data: string): Update {
    return telegram.push({
      callback_query: {
        id: telegram.newTap(),
        from,
        chat_instance: String(id * 31),
        message: structuredClone(message) as Message & { date: number },
        data,
      },
    })
  }

  /** Waits until the bot says something that has these words in it, after what has been seen before. */
  let seen = 0
  async function hears(words: string): Promise<Message> {
    const message = await telegram.until(() =>
      shown()
        .slice(seen)
        .find(({ text }) => text?.includes(words)),
    )
    seen = shown().indexOf(message) + 1
    return message
  }

  const membership = (status: 'kicked' | 'member', before: 'kicked' | 'member') => {
    const bot: User = { id: Number.parseInt(telegram.token, 10), is_bot: true, first_name: 'Wegwijs' }
    const member = (is: string) =>
      is === 'kicked' ? { user: bot, status: is, until_date: 0 } : { user: bot, status: is }
    return telegram.push({
      my_chat_member: {
        chat,
        from,
        date: seconds(),
        old_chat_member: member(before),
        new_chat_member: member(status),
      } as Update['my_chat_member'] & object,
    })
  }

  return {
    id,
    shown,
    texts,
    hears,
    button,
    tapOn,
    /** Content of any kind, in the fields that Telegram has for it. */
    send,
    says(text: string) {
      const command = /^\/\w+/u.exec(text)?.[0]
      const entities = command && [{ type: 'bot_command', offset: 0, length: command.length }]
      return send({ text, ...(entities && { entities }) })
    },
    edits(message: Message, text: string) {
      const edited = { ...message, text, edit_date: seconds() }
      return telegram.push({ edited_message: edited as Message & Update.Edited & Update.NonChannel })
    },
    taps(label: string) {
      const { message, data } = button(label)
      return tapOn(message, data)
    },
    labels: () =>
      shown().flatMap(({ reply_markup }) =>
        (reply_markup?.inline_keyboard.flat() ?? []).map(({ text }: InlineKeyboardButton) => text),
      ),
    photo: (caption?: string) => send({ photo: [file('photo')], ...(caption && { caption }) }),
    voice: () => send({ voice: { ...file('voice'), duration: 3, mime_type: 'audio/ogg' } }),
    sticker: () =>
      send({
        sticker: { ...file('sticker'), type: 'regular', is_animated: false, is_video: false, emoji: '👍' },
      }),
    document: () =>
      send({ document: { ...file('document'), file_name: 'brief.pdf', mime_type: 'application/pdf' } }),
    location: () => send({ location: { latitude: 52.7, longitude: 5.75 } }),
    blocks() {
      place.refuses = 'Forbidden: bot was blocked by the user'
      return membership('kicked', 'member')
    },
    /** Blocks the bot before Telegram has come round to saying so. */
    blocksSilently() {
      place.refuses = 'Forbidden: bot was blocked by the user'
    },
    unblocks() {
      place.refuses = null
      return membership('member', 'kicked')
    },
    /** Up to and including the yes, so that a conversation has begun. */
    async begins(organisation = 'magentazorg') {
      this.says(`/start ${organisation}`)
      await hears('Vindt u dat goed?')
      this.taps('Ja, dat is goed')
      await hears('Wat wilt u weten?')
    },
  }
}

export type Person = ReturnType<typeof newPerson>

const file = (name: string) => ({
  file_id: `AgAC-${name}`,
  file_unique_id: `u-${name}`,
  width: 90,
  height: 90,
  file_size: 1253,
})

/** A group that somebody adds the bot to; Telegram reports it twice. */
export function newGroup(telegram: FakeTelegram, id = -100_000 - ++people) {
  const chat = { id, type: 'supergroup', title: 'Familie de Vries' } as const
  const from: User = { id: 77, is_bot: false, first_name: 'Henk' }
  const bot: User = { id: Number.parseInt(telegram.token, 10), is_bot: true, first_name: 'Wegwijs' }
  const place = telegram.place(id, chat)
  const message = (content: object) =>
    telegram.push({
      message: { message_id: telegram.newMessageId(), from, chat, date: seconds(), ...content } as Message &
        Update.NonChannel,
    })
  return {
    messages: place.messages,
    says: (text: string) => message({ text }),
    addsBot() {
      place.refuses = null
      const member = (status: 'left' | 'member') => ({ user: bot, status })
      telegram.push({
        my_chat_member: {
          chat,
          from,
          date: seconds(),
          old_chat_member: member('left'),
          new_chat_member: member('member'),
        },
      })
      message({ new_chat_members: [bot] })
    },
  }
}
