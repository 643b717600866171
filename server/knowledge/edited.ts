import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { fold } from '../answers/words.ts'
import { AppError } from '../app-error.ts'
import type { Entry, OwnVersion } from './knowledge.ts'
import { foldSpace } from './sources.ts'

export const noSuchEntry = () => new AppError('knowledge.not_found')

/** An entry as a coordinator has edited it; without a name it is a new one. */
export type Edited = Omit<OwnVersion, 'id'> & { name: string | null }

/** The name of what an organisation adds itself begins so. */
const OWN = 'eigen.'
const LONGEST_SLUG = 60

export const isOwnName = (name: string) => name.startsWith(OWN)

/**
 * The version that the edited entry makes: tidied, with service, bank and card numbers masked. Of a common entry the
 * question stays as it is. Throws when there is no entry of this name.
 */
export function versionFrom(
  edited: Edited,
  common: ReadonlyMap<string, Entry>,
  ownNames: ReadonlySet<string>,
): OwnVersion {
  const { name, hardBecause } = edited
  const entry = name === null ? undefined : common.get(name)
  if (name !== null && !entry && !ownNames.has(name)) throw noSuchEntry()
  const question = entry?.question ?? maskPersonalNumbers(edited.question)
  const answered = new Set(edited.answers.map(({ agreements: [agreement] }) => agreement))
  return {
    id: name ?? newName(question, ownNames),
    topic: entry?.topic ?? edited.topic,
    question,
    answers: edited.answers.map(({ agreements, text, cite }) => ({
      agreements,
      text: maskPersonalNumbers(text),
      cite: cite.map(({ section, quote }) => ({ section, quote: foldSpace(quote) })),
    })),
    silent: Object.fromEntries(
      Object.entries(edited.silent)
        .filter(([agreement]) => !answered.has(agreement))
        .map(([agreement, reason]) => [agreement, maskPersonalNumbers(reason)]),
    ),
    phrasings: [...new Set(edited.phrasings.map(maskPersonalNumbers))],
    ...(hardBecause && { hardBecause: maskPersonalNumbers(hardBecause) }),
  }
}

/** What brings the common text back. */
export function withoutOwn({ id, topic, question }: OwnVersion): OwnVersion {
  return { id, topic, question, answers: [], silent: {}, phrasings: [] }
}

function newName(question: string, taken: ReadonlySet<string>): string {
  const slug =
    fold(question)
      .replace(/[^a-z0-9]+/gu, '-')
      .slice(0, LONGEST_SLUG)
      .replace(/^-+|-+$/gu, '') || 'vraag'
  const names = [
    `${OWN}${slug}`,
    ...Array.from({ length: taken.size + 1 }, (_, i) => `${OWN}${slug}-${i + 2}`),
  ]
  return names.find((name) => !taken.has(name))!
}
