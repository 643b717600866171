import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { change, type OpenChat } from './open-chat.ts'

/** What somebody wants before he has said that we may store it; sealed with the chat, for as long as that takes. */
export type Waiting = {
  said: { id: string; text: string }[]
  wantsPerson: boolean
  /** Whether he has been told what this is and asked whether we may. */
  asked: boolean
}

const NOTHING: Waiting = { said: [], wantsPerson: false, asked: false }
/** As much as a message in the widget may hold: nobody has to repeat himself who has not yet written so much. */
const MOST_CHARACTERS = 20_000

/** Adds words to what waits for consent; those of the same message are replaced. The oldest give way to newer. */
export async function keepSaid(open: OpenChat, { id, text }: { id: string; text: string }): Promise<void> {
  const others = waitingIn(open).said.filter((each) => each.id !== id)
  await keepWaiting(open, { said: fitting([...others, { id, text: maskPersonalNumbers(text) }]) })
}

export async function keepWaiting(open: OpenChat, changes: Partial<Waiting>): Promise<void> {
  const { seals, chat } = open
  const waiting: Waiting = { ...waitingIn(open), ...changes }
  await change(open, { sealedWaiting: seals.seal(chat.id, JSON.stringify(waiting)) })
}

/** What waits for consent. */
export function waitingIn({ seals, chat }: OpenChat): Waiting {
  // Written by `keepWaiting` and bound to the chat by its seal, so the shape is known.
  return chat.sealedWaiting ? (JSON.parse(seals.unseal(chat.id, chat.sealedWaiting)) as Waiting) : NOTHING
}

function fitting(said: Waiting['said']): Waiting['said'] {
  const length = said.reduce((sum, { text }) => sum + text.length + 1, 0)
  return length > MOST_CHARACTERS && said.length > 1 ? fitting(said.slice(1)) : said
}
