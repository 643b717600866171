import en from '../../../locales/access.en.json' with { type: 'json' }
import nl from '../../../locales/access.nl.json' with { type: 'json' }
import { wordsOf } from '../../words.ts'

export type AccessKey = keyof typeof nl
export const a = wordsOf<AccessKey>({ nl, en })

/** The text under a name that stands in a line, or that name where a later version wrote it. */
export function wordOf(group: 'event' | 'purpose' | 'role', name: string): string {
  const key = { event: `event.${name}`, purpose: `purpose.${name}`, role: `role.${name}` }[group]
  return key in nl ? a(key as AccessKey) : name
}
