import { plainReply, type Choice, type Reply, type RightsAct } from '../answers/compose.ts'
import type { Texts } from '../texts.ts'
import type { Right } from './recognise.ts'

/** What can be done at once in the chat about each right, in the order in which it is offered. */
const ACTS: Record<Exclude<Right, 'stop'>, RightsAct[]> = {
  access: ['show', 'download', 'request-access', 'more'],
  copy: ['download', 'request-access', 'more'],
  correction: ['correct', 'request-correction', 'more'],
  erasure: ['erase-chat', 'request-erasure', 'more'],
  objection: ['request-objection', 'more'],
}
const ALL: RightsAct[] = ['show', 'download', 'correct', 'erase-chat', 'object', 'stop']

const choicesOf = (say: Texts, acts: readonly RightsAct[]): Choice[] =>
  acts.map((right) => ({ label: say(`rights.act.${right}`), right }))

/** What somebody can do here; nothing is done before he has tapped it. */
export function offer(say: Texts, right: Exclude<Right, 'stop'>): Reply {
  return telling(say(`rights.offer.${right}`), say, ACTS[right])
}

export const offerAll = (say: Texts): Reply => telling(say('rights.offer.all'), say, ALL)

/** A reply of the product about what is kept, with what can be done next. */
export function telling(text: string, say: Texts, acts: readonly RightsAct[] = []): Reply {
  return plainReply('smalltalk', text, choicesOf(say, acts))
}

/** The answer from the agreement stays as it is, clause and all; below it stands what can be done here. */
export function besides(answer: Reply, { text, choices }: Reply): Reply {
  return { ...answer, text: `${answer.text}\n\n${text}`, choices: [...answer.choices, ...choices] }
}

/** Only what is not an answer, nor a question back about who gives the help, gives way to what can be done here. */
export function withOffer(reply: Reply, offered: Reply): Reply {
  const asksProvider = reply.kind === 'clarify' && reply.choices.some((choice) => 'agreement' in choice)
  return reply.kind === 'answer' || asksProvider ? besides(reply, offered) : offered
}
