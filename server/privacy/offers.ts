import { plainReply, type Choice, type Reply, type RightsAct } from '../answers/compose.ts'
import type { Reason } from '../handoff/hand-off.ts'
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
  return withPerson(say, telling(say(`rights.offer.${right}`), say, ACTS[right]))
}

export const offerAll = (say: Texts): Reply => withPerson(say, telling(say('rights.offer.all'), say, ALL))

export const objectionOffer = (say: Texts): Reply =>
  withPerson(say, telling(say('rights.offer.which-objection'), say, ['request-objection']))

/** To him who stopped the assistant: how to go on. With a reason a person reads what he wrote. */
export function stillStopped(say: Texts, reason: Reason | null = null): Reply {
  const text = say(reason ? 'rights.stopped.person' : 'rights.stopped.still')
  const still = telling(text, say, ['resume'])
  return reason ? still : withPerson(say, still)
}

/** Whatever can be tapped, a person can be spoken to as well. */
function withPerson(say: Texts, reply: Reply): Reply {
  return { ...reply, choices: [...reply.choices, { label: say('choice.person'), person: true }] }
}

/** A reply of the product about what is kept, with what can be done next. */
export function telling(text: string, say: Texts, acts: readonly RightsAct[] = []): Reply {
  return plainReply('smalltalk', text, choicesOf(say, acts))
}

/**
 * The answer from the agreement stays as it is, clause and all; below it stands what can be done here. Who has his
 * answer finds a person where he always does.
 */
export function besides(answer: Reply, { text, choices }: Reply): Reply {
  const isAnswered = answer.kind === 'answer'
  const added = choices.filter(
    (choice) =>
      !(isAnswered && 'person' in choice) && answer.choices.every(({ label }) => label !== choice.label),
  )
  return { ...answer, text: `${answer.text}\n\n${text}`, choices: [...answer.choices, ...added] }
}

/**
 * Only what is not an answer, nor a question back about who gives the help, gives way to what can be done here; of who
 * tells more than that, no question back does.
 */
export function withOffer(reply: Reply, offered: Reply, tellsMore: boolean): Reply {
  const asksBack =
    reply.kind === 'clarify' && (tellsMore || reply.choices.some((choice) => 'agreement' in choice))
  return reply.kind === 'answer' || asksBack ? besides(reply, offered) : offered
}
