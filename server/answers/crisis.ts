import type { Crisis } from '../knowledge/knowledge.ts'
import type { Locale } from '../texts.ts'
import type { Reading } from './reading.ts'
import { compilePatterns, matchPatterns, type PatternIndex } from './patterns.ts'

export type Danger = keyof Crisis['dangers']

export type CrisisWatch = {
  signs: PatternIndex
  harmless: PatternIndex
  texts: Record<Locale, Record<Danger, string>>
}

export function compileCrisisWatch({ dangers, harmless }: Crisis): CrisisWatch {
  const names = Object.keys(dangers) as Danger[]
  const textsOf = (field: 'text' | 'text_en') =>
    Object.fromEntries(names.map((danger) => [danger, dangers[danger][field]])) as Record<Danger, string>
  return {
    signs: compilePatterns(Object.fromEntries(names.map((danger) => [danger, dangers[danger].signs]))),
    harmless: compilePatterns({ harmless }),
    texts: { nl: textsOf('text'), en: textsOf('text_en') },
  }
}

/** The classifier's names for messages in danger. */
export const DANGER_OF: Record<string, Danger> = {
  'crisis.suicide': 'suicide',
  'crisis.violence': 'violence',
  'crisis.child': 'child',
  'crisis.medical': 'life',
}

/** Who types only the number that he should call, needs it. */
const CALLED = new Map<string, Danger>([
  ['112', 'life'],
  ['113', 'suicide'],
])

/** Where several dangers show, the one that cannot wait longest comes first. */
const MOST_PRESSING: Danger[] = ['life', 'suicide', 'child', 'violence']

/** A written sign counts unless the classifier sees nothing in it at all. */
const NOTHING_IN_IT = 0.01
/** From this share on the classifier alone raises the alarm; with harmless words in the message it must be surer. */
const ALARM = 0.3
const ALARM_DESPITE_HARMLESS = 0.6

/**
 * The danger that a message tells of, or null. Written signs and the classifier each may raise the alarm:
 * a false alarm costs a moment, a missed one perhaps a life.
 */
export function dangerIn(
  watch: CrisisWatch,
  { typed, words }: Reading,
  shareOf: (asks: string) => number,
): Danger | null {
  // As it was typed and as it was probably meant, so that a wrong repair hides nothing.
  const both = [...typed, '|', ...words]
  const signs = matchPatterns(watch.signs, both)
  const harmless = matchPatterns(watch.harmless, both).size > 0
  const shares = Object.entries(DANGER_OF).map(([asks, danger]) => ({ danger, share: shareOf(asks) }))
  const [called, ...more] = typed.filter((word) => word !== '?')
  const needed = called !== undefined && more.length === 0 ? CALLED.get(called) : undefined
  if (needed) return needed
  const believed = shares.reduce((sum, { share }) => sum + share, 0)
  const likeliest = shares.reduce((best, here) => (here.share > best.share ? here : best)).danger
  if (signs.size > 0 && !harmless && believed > NOTHING_IN_IT) {
    return signs.has(likeliest) ? likeliest : (MOST_PRESSING.find((danger) => signs.has(danger)) ?? null)
  }
  return believed > (harmless ? ALARM_DESPITE_HARMLESS : ALARM) ? likeliest : null
}
