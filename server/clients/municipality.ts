import type { Engine } from '../answers/engine.ts'
import type { Region } from '../answers/regions.ts'
import { fold } from '../answers/words.ts'
import { AppError } from '../app-error.ts'
import { bindingOn, type Binding } from '../conversations/bindings.ts'

const MOST_OFFERED = 12

/** Municipalities that the two lists of regions spell differently; the first is how they are called. */
const SPELT_OTHERWISE: readonly [string, string][] = [
  ['waadhoeke', 'waadehoeke'],
  ['maassluis', 'maasluis'],
  ['de fryske marren', 'de friese meren'],
]

const unknownMunicipality = () => new AppError('client.municipality_unknown')

/** Where somebody who lives there belongs by one agreement. */
export type PlaceByAgreement = { agreementId: string; region: string; zorgkantoor: string }

export type Municipality = { name: string; regions: PlaceByAgreement[] }

/** The region of a municipality by the agreement of a day; null when its list does not have that municipality. */
export function regionFor(
  engine: Engine,
  bindings: readonly Binding[],
  day: string,
  municipality: string | null,
): PlaceByAgreement | null {
  const agreementId = bindingOn(day, bindings)
  if (!agreementId || !municipality) return null
  const place = placeIn(engine, agreementId, municipality)
  return place ? { agreementId, region: place.region, zorgkantoor: place.zorgkantoor } : null
}

function placeIn({ names }: Engine, agreementId: string, municipality: string): Region | undefined {
  const list = names.regions.get(agreementId)
  const name = fold(municipality)
  const [called = name, spelt = name] = SPELT_OTHERWISE.find((both) => both.includes(name)) ?? []
  return list?.get(name) ?? list?.get(called) ?? list?.get(spelt)
}

/** The municipality as the lists of regions call it; null for none, refused when no list has it. */
export function municipalityNamed(engine: Engine, written: string | null): string | null {
  if (written === null) return null
  const name = simple(written)
  const known = namesOf(engine).find(({ called }) => called === name)
  if (!known) throw unknownMunicipality()
  return known.municipality
}

/** The municipalities of all lists of which a name has a word that begins so, those that begin so themselves first. */
export function municipalitiesLike(engine: Engine, begun: string): Municipality[] {
  const words = simple(begun)
  if (!words) return []
  const found = namesOf(engine).filter(({ called }) => ` ${called}`.includes(` ${words}`))
  const inOrder = found.toSorted(
    (a, b) =>
      Number(b.called.startsWith(words)) - Number(a.called.startsWith(words)) ||
      a.municipality.localeCompare(b.municipality, 'nl'),
  )
  const names = [...new Set(inOrder.map(({ municipality }) => municipality))].slice(0, MOST_OFFERED)
  return names.map((name) => ({ name, regions: regionsOf(engine, name) }))
}

/** Where a municipality belongs by each agreement that has a list of regions. */
export function regionsOf(engine: Engine, municipality: string): PlaceByAgreement[] {
  return [...engine.names.regions.keys()].flatMap((agreementId) => {
    const place = placeIn(engine, agreementId, municipality)
    return place ? [{ agreementId, region: place.region, zorgkantoor: place.zorgkantoor }] : []
  })
}

type Name = { called: string; municipality: string }
const namesByEngine = new WeakMap<Engine['names'], Name[]>()

/** Under which names, other ones that people use among them, each municipality is known. */
function namesOf({ names, knowledge }: Engine): Name[] {
  const known = namesByEngine.get(names)
  if (known) return known
  const listed = new Map(
    [...names.regions.values()].flatMap((list) =>
      [...list].map(([name, { municipality }]): [string, string] => [
        name,
        municipality.replace(/[‘’]/gu, "'"),
      ]),
    ),
  )
  for (const [called, spelt] of SPELT_OTHERWISE) listed.set(spelt, listed.get(called) ?? listed.get(spelt)!)
  const all = [...listed, ...Object.entries(knowledge.municipalities.aliases)].map(
    ([name, municipality]) => ({
      called: simple(name),
      municipality,
    }),
  )
  namesByEngine.set(names, all)
  return all
}

/** Hyphens, apostrophes and brackets are left out as often as not. */
const simple = (name: string) =>
  fold(name)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
