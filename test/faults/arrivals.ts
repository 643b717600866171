import { setTimeout as sleep } from 'node:timers/promises'
import { asc, eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { conversations, deliveries, telegramChats } from '../../db/schema.ts'
import { render } from '../../bot/telegram/render.ts'
import { readConfig } from '../../server/config.ts'
import { chatSeals } from '../../server/chats/addresses.ts'
import { organisationKey } from '../../server/privacy/data-keys.ts'
import { messagesAfter } from '../../server/conversations/messages.ts'
import { masterKeyFrom } from '../../server/master-key.ts'
import type { FakeTelegram } from '../support/fake-telegram.ts'
import type { Person } from '../support/fake-telegram-people.ts'
import type { Correspondent } from './people.ts'
import { openDatabase, type Place } from './places.ts'

export type Arrivals = {
  replies: number
  /** How often a message came once more. */
  again: number
  /** How often the outbox says that one may have. */
  uncertain: number
}

/** The bot's first words in the conversation itself. */
const FIRST_WORDS = 'Wat wilt u weten?'

/** What the bot said in the conversation, each with how often it came in a row. */
function arrivedAt(person: Person): { text: string; times: number }[] {
  const texts = person.texts()
  const came: { text: string; times: number }[] = []
  for (const text of texts.slice(texts.findIndex((each) => each.includes(FIRST_WORDS)))) {
    const last = came.at(-1)
    if (last?.text === text) last.times++
    else came.push({ text, times: 1 })
  }
  return came
}

/** A lease that a killed server left behind, a few attempts with more and more time between them, and some more. */
const ARRIVAL_MS = 90_000

/** Waits until a reply to everything has come. */
export async function allAnswered(people: readonly Correspondent[], signal: AbortSignal): Promise<void> {
  const ends = performance.now() + ARRIVAL_MS
  for (const { person, written } of people) {
    while (arrivedAt(person).length < written.length + 1) {
      if (performance.now() > ends)
        throw new Error(`${written.length} written, but these came: ${JSON.stringify(arrivedAt(person))}`)
      await sleep(20, null, { signal })
    }
  }
}

/**
 * In the database stands each message once with its one reply, and nothing else. Every reply came to its chat, in
 * order; what came more than once, the outbox has as uncertain at least as often.
 */
export async function expectArrived(
  place: Place,
  telegram: FakeTelegram,
  people: readonly Correspondent[],
): Promise<Arrivals> {
  const bot = telegram.token.split(':')[0]!
  const { db, close } = await openDatabase(place)
  const masterKey = await masterKeyFrom(readConfig({ DATA_DIR: place.DATA_DIR }))
  const totals: Arrivals = { replies: 0, again: 0, uncertain: 0 }
  try {
    for (const { person, written } of people) {
      const [row, ...others] = await db
        .select()
        .from(telegramChats)
        .innerJoin(conversations, eq(conversations.telegramChatId, telegramChats.id))
        .where(eq(telegramChats.addressDigest, chatSeals(masterKey).digest(bot, person.id)))
      expect(others).toEqual([])
      const { id, organisationId, locale } = row!.conversations
      const stored = await messagesAfter(db, id, await organisationKey(db, masterKey, organisationId))
      expect(stored.map(({ seq, author, clientMessageId }) => [seq, author, clientMessageId])).toEqual([
        [1, 'assistant', null],
        ...written.flatMap(({ clientMessageId }, i) => [
          [2 * i + 2, 'client', clientMessageId],
          [2 * i + 3, 'assistant', null],
        ]),
      ])
      const said = stored.filter(({ author }) => author === 'assistant')
      const sent = await db
        .select()
        .from(deliveries)
        .where(eq(deliveries.conversationId, id))
        .orderBy(asc(deliveries.seq))
      expect(sent.map(({ seq }) => seq)).toEqual(said.map(({ seq }) => seq))
      const came = arrivedAt(person)
      expect(came.map(({ text }) => text)).toEqual(said.map((each) => render(id, each, locale).text.trim()))
      for (const [i, { state, uncertainAttempts }] of sent.entries()) {
        // One that arrived just before a crash can still be pending: it will come again, and be counted then.
        expect(state).not.toBe('failed')
        expect(uncertainAttempts).toBeGreaterThanOrEqual(came[i]!.times - 1)
        totals.replies++
        totals.again += came[i]!.times - 1
        totals.uncertain += uncertainAttempts
      }
    }
  } finally {
    await close()
  }
  return totals
}
