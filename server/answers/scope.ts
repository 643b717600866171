import type { Knowledge } from '../knowledge/knowledge.ts'
import type { Source } from '../knowledge/sources.ts'
import { findNames, type Names, type NamesFound } from './names.ts'
import { wordsOf } from './words.ts'

/** What is known of the client who asks: which agreement binds him, and where he lives. */
export type Scope = {
  /** The agreement that binds him, or null as long as it is not known. */
  agreement: string | null
  /** The agreements that may bind him; one when it is known. */
  possible: string[]
  municipality: string | null
}

export type Agreements = {
  wmo: string[]
  /** The Wmo agreement that names no provider: it binds whoever adopts it. */
  module: string | null
  /** Wlz agreements, the one that counts today first. */
  wlz: string[]
}

/** The agreements by law. On a day on which none is in force, the latest earlier one counts. */
export function agreementsOn(today: string, { sources, organisations }: Knowledge): Agreements {
  const wlz = sources.filter(({ id }) => id.startsWith('wlz-'))
  const wmo = sources.filter((source) => !wlz.includes(source)).map(({ id }) => id)
  const ofSomebody = new Set(organisations.flatMap(({ agreements }) => agreements.map(({ id }) => id)))
  const hasBegun = ({ validFrom }: Source) => !validFrom || validFrom <= today
  const newestFirst = wlz.toSorted((a, b) => (b.validFrom ?? '').localeCompare(a.validFrom ?? ''))
  return {
    wmo,
    module: wmo.find((id) => !ofSomebody.has(id)) ?? null,
    wlz: [...newestFirst.filter(hasBegun), ...newestFirst.filter((source) => !hasBegun(source))].map(
      ({ id }) => id,
    ),
  }
}

/** Settles the scope from what the caller knows and from the names in the turns, the latest turn first. */
export function scopeOf(
  names: Names,
  { wmo, wlz }: Agreements,
  turns: readonly string[],
  { agreement, municipality }: { agreement: string | null; municipality: string | null },
): Scope {
  const found = turns.map((turn) => findNames(names, turn)).toReversed()
  const livesIn = found.find((each) => each.municipality)?.municipality ?? municipality
  const named = found.find((each) => each.agreements.length > 0)?.agreements ?? []
  const law = found.find((each) => each.law)?.law
  if (agreement) {
    // Who says that another organisation helps him is asked which of the two it is.
    const other = named.length > 0 && !named.includes(agreement) ? named[0]! : null
    return other
      ? { agreement: null, possible: [agreement, other], municipality: livesIn }
      : { agreement, possible: [agreement], municipality: livesIn }
  }
  const byName = named.length > 0 ? (named.find((id) => id === wlz[0]) ?? named[0]!) : null
  if (byName) return { agreement: byName, possible: [byName], municipality: livesIn }
  if (law === 'wlz') return { agreement: wlz[0]!, possible: [wlz[0]!], municipality: livesIn }
  return { agreement: null, possible: law === 'wmo' ? wmo : [...wmo, ...wlz], municipality: livesIn }
}

/** Words around a name that add nothing: "ik zit bij zonl", "wij wonen in Gouda". */
const AROUND_A_NAME = new Set(
  'ik wij we zit zitten woon wonen bij in te van uit de het een mijn krijg krijgen heb hebben hulp zorg begeleiding is ben gemeente o oh ja nee sorry dat hier en via klant client dus schat hoor die zijn stad dorp thuisbegeleiding organisatie aanbieder heet het'.split(
    ' ',
  ),
)

/** Whether a turn only says who or where the client is, so that the question stands in an earlier turn. */
export function onlyNames(turn: string, found: NamesFound): boolean {
  if (found.words === 0 || turn.includes('?')) return false
  const other = wordsOf(turn.replace(/['’‘-]/gu, ' ')).filter((word) => !AROUND_A_NAME.has(word.text))
  return other.length <= found.words + 1
}
