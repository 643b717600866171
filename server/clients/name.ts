import { fold } from '../answers/words.ts'

/** What stands between a first name and a surname, and how people shorten it: "v.d.", "van der", "in 't". */
const BETWEEN = new Map(
  Object.entries({
    v: ['van', 'von', 'v'],
    vd: ['vd', 'vdr'],
    vh: ['vh'],
    vt: ['vt'],
    d: ['de', 'den', 'der', 'd'],
    t: ['het', 't', 'te', 'ten', 'ter'],
    i: ['in'],
    o: ['op'],
    a: ['aan'],
    u: ['uit'],
    l: ['la', 'le'],
  }).flatMap(([short, words]) => words.map((word): [string, string] => [word, short])),
)
const TITLES = new Set(['dhr', 'heer', 'meneer', 'mevr', 'mevrouw', 'mw', 'dr', 'drs', 'ing', 'ir', 'prof'])

/** Letters that are none with an accent, as they are written without their own key. */
const OTHERWISE = new Map(Object.entries({ ß: 'ss', ø: 'o', æ: 'ae', œ: 'oe', ł: 'l', đ: 'd', ı: 'i' }))

/** A name taken apart: the parts of the surname are those after the first. */
type Parts = { given: string[]; surname: string[]; between: string }

/** "Vries, Jan de" and "dhr. Jan de Vries" have the same parts. */
function partsOf(name: string): Parts {
  const [before = '', ...after] = name.split(',')
  const inOrder = after.length > 0 ? [...wordsIn(after.join(' ')), ...wordsIn(before)] : wordsIn(before)
  const words = inOrder.filter(
    (word, at) => !TITLES.has(word) && !(word === 'de' && TITLES.has(inOrder[at + 1]!)),
  )
  const named = words.filter((_, at) => !isBetween(words, at))
  const between = words.filter((_, at) => isBetween(words, at)).map((word) => BETWEEN.get(word))
  return { given: named.slice(0, 1), surname: named.slice(1), between: between.join('') }
}

/** A letter in front is an initial, and the last word a name, whatever they say elsewhere. */
function isBetween(words: readonly string[], at: number): boolean {
  const word = words[at]!
  return BETWEEN.has(word) && at < words.length - 1 && (at > 0 || word.length > 1)
}

/** Apostrophes part nothing ("O'Brien"); hyphens, dots and slashes do. In names "y" and "ij" are one letter. */
function wordsIn(text: string): string[] {
  return fold(text)
    .replace(/[ßøæœłđı]/gu, (letter) => OTHERWISE.get(letter)!)
    .replaceAll("'", '')
    .replaceAll('y', 'ij')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
}

/**
 * A name in the one way in which all its spellings are written that differ only in capitals, accents, spaces, hyphens,
 * apostrophes, dots, titles, order with a comma, or in a shortened "van der".
 */
export function normalisedName(name: string): string {
  const { given, surname, between } = partsOf(name)
  return [...given, between, ...surname].join('')
}

/** The words of a name by which it is looked for; what stands in between is none. */
export function wordsOfName(name: string): string[] {
  const { given, surname } = partsOf(name)
  return [...new Set([...given, ...surname])]
}

/** With what the first name and the surname begin; null where there is none. */
export function initialsOf(name: string): { given: string | null; surname: string | null } {
  const { given, surname } = partsOf(name)
  return { given: initial(given[0]), surname: initial(surname[0]) }
}

const initial = (word?: string) => (word ? word.slice(0, word.startsWith('ij') ? 2 : 1).toUpperCase() : null)

/** The words of a name whatever their order, as one text. */
export const wordsInAnyOrder = (name: string) => wordsOfName(name).toSorted().join(' ')

/** How the first name and each part of the surname sound. */
export function soundsOf(name: string): { given: string[]; surname: string[] } {
  const { given, surname } = partsOf(name)
  return { given: sounding(given), surname: sounding(surname) }
}

const sounding = (words: readonly string[]) => [...new Set(words.map(soundOf).filter(isTelling))]

/** An initial alone says too little. */
const isTelling = (sound: string) => sound.length > 1

/** What sounds alike in Dutch names, in the order in which it is made alike. */
const ALIKE: readonly [RegExp, string][] = [
  [/^van(?:de[nr]?)(?=\p{L}{3})/u, ''],
  [/sch/gu, 's'],
  [/ph/gu, 'f'],
  [/th/gu, 't'],
  [/c?ks|cks|x/gu, 'ks'],
  [/ck/gu, 'k'],
  [/c(?=[eij])/gu, 's'],
  [/ch|gh/gu, 'g'],
  [/c|q/gu, 'k'],
  [/z/gu, 's'],
  [/v/gu, 'f'],
  [/(?:ou|au)w?/gu, 'ou'],
  [/e(?:ij|i)/gu, 'ij'],
  [/([aou])ij/gu, '$1i'],
  [/ae/gu, 'a'],
  [/ie/gu, 'i'],
  [/ue/gu, 'u'],
  [/dt/gu, 't'],
  [/(\p{L})\1+/gu, '$1'],
  [/d$/u, 't'],
  [/b$/u, 'p'],
  [/ens$/u, 'en'],
]

function soundOf(word: string): string {
  return ALIKE.reduce((sound, [written, alike]) => sound.replace(written, alike), word)
}

/** Each name that a surname is made of, without what stands in between: "Jansen-de Vries" has "jansen" and "vries". */
export const surnamesOf = (name: string): string[] => partsOf(name).surname.filter(isTelling)
