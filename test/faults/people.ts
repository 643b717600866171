import { setTimeout as sleep } from 'node:timers/promises'
import type { FakeTelegram } from '../support/fake-telegram.ts'
import { newPerson, type Person } from '../support/fake-telegram-people.ts'

/** What somebody wrote, by the name that the bot gives it. */
export type Written = { clientMessageId: string; text: string }

export type Correspondent = { person: Person; written: Written[] }

/** Two questions in turns, so that two replies in a row can be told apart. */
const QUESTIONS = ['Wat is mijn opzegtermijn?', 'Mag ik mijn dossier zien?']

const AT_ONCE = 10

/** People who have said yes, so that what they write from now on is answered. */
export async function correspondents(telegram: FakeTelegram, many: number): Promise<Correspondent[]> {
  const people = Array.from({ length: many }, () => newPerson(telegram))
  for (let i = 0; i < many; i += AT_ONCE)
    await Promise.all(people.slice(i, i + AT_ONCE).map((each) => each.begins()))
  return people.map((person) => ({ person, written: [] }))
}

export function write({ person, written }: Correspondent) {
  const text = QUESTIONS[written.length % QUESTIONS.length]!
  const { message, update } = person.says(text)
  written.push({ clientMessageId: `m${message.message_id}`, text })
  return update
}

export const writtenBy = (people: readonly Correspondent[]) =>
  people.reduce((sum, { written }) => sum + written.length, 0)

/** Has them all write so many messages, with never more than so many that the bot has not asked for. */
export async function keepWriting(
  telegram: FakeTelegram,
  people: readonly Correspondent[],
  { messagesEach, waiting, signal }: { messagesEach: number; waiting: number; signal: AbortSignal },
): Promise<void> {
  for (let n = 0; n < messagesEach; n++) {
    for (const each of people) {
      while (telegram.waiting() >= waiting) await sleep(5, null, { signal })
      write(each)
    }
  }
}
