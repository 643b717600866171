import { expect, it } from 'vitest'
import { faultsIn, faultsOf } from '../../../server/knowledge/checks.ts'
import { loadKnowledge } from '../../../server/knowledge/load.ts'
import { knowledgeFolder } from '../../support/engine.ts'

const knowledge = await loadKnowledge(knowledgeFolder)

/** Answers that are harder to read than we want, each with the reason why that is so. */
const HARD_TO_READ: Record<string, string> = {
  'betaling.incassokosten': 'the word incassokosten itself, which the bill uses',
  'dossier.inzage': 'recht op inzage and afschrift are the words of the clause, each explained',
  'dossier.extra-kopie': 'administratieve kosten doorberekenen is what the clause allows',
  'einde.wijzigen': 'overeenkomst, organisatie and zorgkantoor are the parties and the subject',
  'einde.eenzijdig': 'eenzijdig wijzigen and inkoopvoorwaarden are the words of the clause',
  'einde.faillissement': 'organisatie and cliëntondersteuning cannot be said shorter',
  'mantelzorg.informeren': 'mantelzorger, cliëntondersteuner and toestemming all have to be named',
  'privacy.geheimhouding': 'geheimhoudingsplicht is the word people have heard of',
  'privacy.zonder-toestemming': 'names who may be told: toezichthouder, Sociale Verzekeringsbank, CAK',
  'privacy.verwijsindex-registratie': 'registreren and kennisgeving are the words of the Verwijsindex',
  'privacy.gemeente': 'names the six tasks of the municipality',
  'wlz.naar-buiten': 'for staff of the organisation; names the usual channels',
}

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
