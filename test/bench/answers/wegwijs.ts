import { whatIsAsked } from '../../../server/answers/asked.ts'
import type { Engine } from '../../../server/answers/engine.ts'
import { lookUnder } from '../../../server/answers/look.ts'
import type { Entry } from '../../../server/knowledge/knowledge.ts'
import type { Ask } from './peer.ts'

/** The engine asked as the peers are: which entry, and how sure. Crisis watch and the reply's text are left out. */
export function askWegwijs(engine: Engine): Ask {
  return ({ turns, agreement }) => {
    const { wordings, alone } = whatIsAsked(engine.learnt, engine.names, turns)
    const { candidates, confidence } = lookUnder(engine, agreement, wordings, alone, (entry) =>
      isOfOtherLaw(entry, agreement),
    )
    return candidates.map(({ entry }, place) => ({ asks: entry.id, score: place === 0 ? confidence : 0 }))
  }
}

/** A Wmo client does not ask for Wlz client support. */
function isOfOtherLaw(entry: Entry, agreement: string): boolean {
  return !isWlz(agreement) && entry.answers.every((answer) => answer.agreements.every(isWlz))
}

const isWlz = (agreement: string) => agreement.startsWith('wlz-')
