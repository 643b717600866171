import type { Knowledge } from '../knowledge/knowledge.ts'
import { regionsOf, type Region } from './regions.ts'
import { wordsOf } from './words.ts'

/** The names that tell which agreement binds a client, and where he lives. */
export type Names = {
  /** How organisations are written, as words in a row, with the agreement that binds their clients. */
  providers: { words: string[]; agreements: string[] }[]
  /** By their first word, the municipalities of every list, longest name first, with the name they have there. */
  municipalities: Map<string, Place[]>
  ordinaryWords: ReadonlySet<string>
  /** Per Wlz agreement, the region of each municipality by its folded name. */
  regions: Map<string, Map<string, Region>>
}

type Place = { words: string[]; municipality: string }

export type NamesFound = {
  /** The agreements of the organisation that the message names, or empty. */
  agreements: string[]
  law: 'wmo' | 'wlz' | null
  municipality: string | null
  /** How many of the message's words belong to a name. */
  words: number
}

const BEFORE_A_PLACE = new Set([
  'in',
  'te',
  'uit',
  'gemeente',
  'bij',
  'naar',
  'woonplaats',
  'woon',
  'plaats',
  'omgeving',
])
const WLZ_WORDS = new Set([
  'wlz',
  'wlzindicatie',
  'zorgkantoor',
  'zorgkantoren',
  'zorgkantoorregio',
  'oco',
  'ciz',
])
const WMO_WORDS = new Set(['wmo', 'wmohulp', 'wmobegeleiding'])

export function compileNames({ sources, organisations, municipalities }: Knowledge): Names {
  const regions = new Map(sources.map((source) => [source.id, regionsOf(source)]))
  const listed = new Set(
    [...regions.values()].flatMap((list) => [...list.values()].map((region) => region.municipality)),
  )
  const written: [string, string][] = [
    ...Array.from(listed, (name): [string, string] => [name, name]),
    ...Object.entries(municipalities.aliases),
  ]
  return {
    providers: organisations.flatMap(({ name, aliases, agreements }) =>
      [name, ...aliases].map((alias) => ({
        words: namesWords(alias),
        agreements: agreements.map(({ id }) => id),
      })),
    ),
    municipalities: Map.groupBy(
      written
        .map(([alias, municipality]) => ({ words: namesWords(alias), municipality }))
        .toSorted((a, b) => b.words.length - a.words.length),
      ({ words }) => words[0]!,
    ),
    ordinaryWords: new Set(municipalities.ordinary_words),
    regions,
  }
}

export function findNames(names: Names, text: string): NamesFound {
  const words = namesWords(text)
  const provider = lastNamed(names, words)
  const municipality = placeNamed(names, words)
  const law =
    words.some((word) => WLZ_WORDS.has(word)) || saysLongTermCare(words)
      ? 'wlz'
      : words.some((word) => WMO_WORDS.has(word))
        ? 'wmo'
        : null
  return {
    agreements: provider?.agreements ?? [],
    law,
    municipality: municipality?.municipality ?? null,
    words: (provider?.words.length ?? 0) + (municipality?.words.length ?? 0) + (law ? 1 : 0),
  }
}

/** The provider that is named last: "niet bij Magentazorg maar bij ZONL" is about ZONL. */
function lastNamed({ providers }: Names, words: readonly string[]) {
  const named = providers
    .map((provider) => ({ provider, at: placeOf(provider.words, words) }))
    .filter(({ at }) => at !== -1 && !words.slice(Math.max(0, at - 2), at).includes('niet'))
  return named.toSorted((a, b) => b.at - a.at)[0]?.provider
}

/** The longest name of a municipality in the message: "Nieuwe Pekela" is not "Pekela". */
function placeNamed(names: Names, words: readonly string[]): Place | undefined {
  return [...new Set(words)]
    .flatMap((word) => names.municipalities.get(word) ?? [])
    .filter((place) => namesPlace(names, place.words, words))
    .toSorted((a, b) => b.words.length - a.words.length)[0]
}

function namesPlace({ ordinaryWords }: Names, name: readonly string[], words: readonly string[]): boolean {
  const at = placeOf(name, words)
  if (at === -1) return false
  const ordinary = name.length === 1 && ordinaryWords.has(name[0]!)
  return !ordinary || words.length <= 2 || BEFORE_A_PLACE.has(words[at - 1] ?? '')
}

function saysLongTermCare(words: readonly string[]): boolean {
  return placeOf(['wet', 'langdurige', 'zorg'], words) !== -1 || placeOf(['langdurige', 'zorg'], words) !== -1
}

/** Hyphens and apostrophes part words in names: "Dijk-en-Waard", "'s-Hertogenbosch". */
function namesWords(text: string): string[] {
  return wordsOf(text.replace(/['’‘-]/gu, ' '))
    .map((word) => word.text)
    .filter((word) => word !== '?')
}

function placeOf(name: readonly string[], words: readonly string[]): number {
  return words.findIndex((_, at) => name.length > 0 && name.every((word, i) => words[at + i] === word))
}
