import { expect, it } from 'vitest'
import { faultsIn, faultsOf } from '../../../server/knowledge/checks.ts'
import { loadKnowledge } from '../../../server/knowledge/load.ts'
import { knowledgeFolder } from '../../support/engine.ts'

const knowledge = await loadKnowledge(knowledgeFolder)

/** Answers that are harder to read than we want, each with the reason why that is so. */
const HARD_TO_READ: Record<string, string> = {}

it('every answer rests on literal quotes, says no number of its own, and treats every agreement', () => {
  const faults = faultsIn(knowledge).filter(({ check }) => check !== 'reading')
  expect(faults).toEqual([])
})

it('every answer is plain Dutch, but for those listed with a reason', () => {
  const hard = faultsIn(knowledge).filter(({ check, entry }) => check === 'reading' && !HARD_TO_READ[entry])
  expect(hard).toEqual([])
})

it('an entry with an altered quote, a number of its own or a forgotten agreement is refused', () => {
  const entry = knowledge.entries.find(({ id }) => id === 'annulering.termijn')!
  const [answer] = entry.answers
  const altered = {
    ...entry,
    silent: {},
    answers: [
      {
        ...answer!,
        text: 'U kunt afzeggen tot 24 uur van tevoren.',
        cite: [{ section: '7', quote: 'meldt hij dit uiterlijk 47 uur van tevoren' }],
      },
    ],
  }
  const checks = new Set(faultsOf(altered, knowledge).map(({ check }) => check))
  expect([...checks].toSorted()).toEqual(['agreements', 'number', 'quote'])
})
