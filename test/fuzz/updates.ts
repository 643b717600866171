import { pick } from '../support/chance.ts'
import { bent, ODD_TEXTS, type Chance } from './odd.ts'

const COMMANDS = [
  '/start',
  '/start zonl',
  '/start x y',
  '/help',
  '/taal',
  '/stop',
  '/wissen',
  '/gegevens',
  '/',
  '/start@bot zonl',
]

/** An update as Telegram brings it, or something that looks like one. */
export function generateUpdate(id: number, chance: Chance): unknown {
  const person = 900_000 + Math.floor(chance() * 12)
  const chat = { id: person, type: chance() < 0.9 ? 'private' : pick(['group', 'channel', 'x'], chance) }
  const from = {
    id: person,
    is_bot: false,
    first_name: pick(ODD_TEXTS, chance),
    language_code: pick(['nl', 'en', 'x', ''], chance),
  }
  const text =
    chance() < 0.3 ? pick(COMMANDS, chance) : pick([...ODD_TEXTS, 'Mag ik mijn dossier zien?'], chance)
  const message = { message_id: id, date: 1_700_000_000 + id, chat, from, text }
  const other = {
    message_id: id,
    date: 1,
    chat,
    from,
    ...pick<object>(
      [
        { caption: text, photo: [] },
        { voice: {} },
        { location: {} },
        { contact: {} },
        { sticker: null },
        { left_chat_member: from },
      ],
      chance,
    ),
  }
  const kinds = [
    { message },
    { message },
    { message },
    { message: other },
    { edited_message: message },
    {
      callback_query: {
        id: String(id),
        from,
        data: pick(['consent', 'c:1', 'erase', ...ODD_TEXTS], chance),
        message,
        chat_instance: 'x',
      },
    },
    {
      my_chat_member: {
        chat,
        from,
        date: 1,
        old_chat_member: { status: 'member', user: from },
        new_chat_member: { status: pick(['kicked', 'member', 'x'], chance), user: from },
      },
    },
    { poll: {} },
  ]
  // What was brought once is brought again, with the same number.
  const update = { update_id: chance() < 0.1 ? Math.max(1, id - 1) : id, ...pick<object>(kinds, chance) }
  return chance() < 0.5 ? update : bent(update, chance)
}
