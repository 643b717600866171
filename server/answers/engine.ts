import type { Knowledge } from '../knowledge/knowledge.ts'
import { indexClauses } from './clauses.ts'
import { compileCrisisWatch, type CrisisWatch } from './crisis.ts'
import { learn, type Learnt } from './learn.ts'
import type { Views } from './look.ts'
import { compileNames, type Names } from './names.ts'
import secondLook from './second-look.json' with { type: 'json' }

/** The compiled knowledge: all that a question needs. Nothing in it changes by answering. */
export type Engine = Views & { knowledge: Knowledge; names: Names; crisis: CrisisWatch }

export function compileEngine(knowledge: Knowledge, dictionary: ReadonlySet<string>): Engine {
  return assembleEngine(knowledge, learn(knowledge, dictionary))
}

/** Builds the engine around what was learnt before from this same knowledge. */
export function assembleEngine(knowledge: Knowledge, learnt: Learnt): Engine {
  return {
    knowledge,
    learnt,
    names: compileNames(knowledge),
    crisis: compileCrisisWatch(knowledge.crisis),
    clauses: indexClauses(knowledge),
    entries: new Map(knowledge.entries.map((entry) => [entry.id, entry])),
    secondLook,
  }
}
