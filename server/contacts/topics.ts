import type { Engine } from '../answers/engine.ts'

/** The topic of an entry, as contacts are counted by it. */
export const topicOf = (entryId: string) => entryId.split('.')[0]!

/** What an organisation answers that no source does: its entries are `eigen.…`. */
const OWN = 'eigen'

/** The topics that a contact can have, in the order of the alphabet. */
export function topicsOf({ knowledge }: Engine): string[] {
  const names = new Set([...knowledge.entries.map(({ id }) => topicOf(id)), OWN])
  return [...names].toSorted((a, b) => a.localeCompare(b, 'nl'))
}
