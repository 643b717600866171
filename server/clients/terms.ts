import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { clientTerms } from '../../db/schema.ts'
import { derivedKey, type Key } from '../../db/sealing.ts'
import { normalisedName, soundsOf, wordsInAnyOrder, wordsOfName } from './name.ts'

/** What a client is unique by (wlz-oco-2021 art-22). */
export type Person = { name: string; birthDate: string }

/** A number that JavaScript holds exactly. */
const TERM_BITS = 52n
/** Of a name its beginnings can be found, from this length on. */
const SHORTEST_BEGINNING = 2

/** The keyed hash that all spellings of a person's name share; says nothing to who lacks the organisation's key. */
export function identityOf(key: Key, { name, birthDate }: Person): string {
  return hashed(key, `person ${normalisedName(name)} ${birthDate}`).toString('hex')
}

/** By what a client is found: the beginnings of his names, his day of birth, and what is like him. */
export function termsOf(key: Key, person: Person): number[] {
  const beginnings = wordsOfName(person.name).flatMap((word) =>
    Array.from({ length: Math.max(0, word.length - SHORTEST_BEGINNING + 1) }, (_, i) =>
      word.slice(0, SHORTEST_BEGINNING + i),
    ),
  )
  const { given, surname } = soundsOf(person.name)
  return asTerms(key, [
    ...beginnings.map(begins),
    born(person.birthDate),
    ...given.map((sound) => sounds('given', sound, person.birthDate)),
    ...surname.map((sound) => sounds('surname', sound, person.birthDate)),
    sameNameBorn(person),
    ...oneDigitLeftOut(person.birthDate).map((day) => sameNameBorn({ ...person, birthDate: day })),
  ])
}

/** The terms of which those who may be this same person have one or more. */
export function termsOfVariants(key: Key, person: Person): number[] {
  const { given, surname } = soundsOf(person.name)
  return asTerms(key, [
    // People are asked for their first name or their surname first; two first names that sound alike say nothing.
    ...surname.map((sound) => sounds('given', sound, person.birthDate)),
    ...[...given, ...surname].map((sound) => sounds('surname', sound, person.birthDate)),
    ...oneDigitLeftOut(person.birthDate).map((day) => sameNameBorn({ ...person, birthDate: day })),
    sameNameBorn({ ...person, birthDate: dayAndMonthSwapped(person.birthDate) }),
  ])
}

/** For each thing that is searched, the term of those who have it. */
export function termsSearched(key: Key, { words, birthDate }: { words: string; birthDate: string | null }) {
  const names = wordsOfName(words).filter((word) => word.length >= SHORTEST_BEGINNING)
  return asTerms(key, [...names.map(begins), ...(birthDate ? [born(birthDate)] : [])])
}

const begins = (beginning: string) => `name ${beginning}`
const born = (day: string) => `born ${day}`
const sounds = (part: 'given' | 'surname', sound: string, day: string) => `${part} ${sound} ${day}`
const sameNameBorn = ({ name, birthDate }: Person) => `${wordsInAnyOrder(name)} born ${birthDate}`

/** Two days of which one digit differs share one of these. */
function oneDigitLeftOut(day: string): string[] {
  return Array.from(day.matchAll(/\d/gu), ({ index }) => `${day.slice(0, index)}?${day.slice(index + 1)}`)
}

function dayAndMonthSwapped(day: string): string {
  const [year, month, ofMonth] = day.split('-')
  return `${year}-${ofMonth}-${month}`
}

/** Derived once: a client has some fifty terms. */
const secrets = new WeakMap<Key, KeyObject>()

function hashed(key: Key, text: string): Buffer {
  const secret = secrets.get(key) ?? createSecretKey(derivedKey(key, 'clients'))
  secrets.set(key, secret)
  return createHmac('sha256', secret).update(text).digest()
}

function asTerms(key: Key, texts: readonly string[]): number[] {
  const terms = texts.map((text) => Number(hashed(key, text).readBigUInt64BE() >> (64n - TERM_BITS)))
  return [...new Set(terms)]
}

/** Makes a client findable under his present name and day of birth, and no longer under those before. */
export async function indexClient(
  tx: Db,
  key: Key,
  { id, organisationId }: { id: string; organisationId: string },
  person: Person,
): Promise<void> {
  await tx.delete(clientTerms).where(eq(clientTerms.clientId, id))
  await tx.execute(sql`
    insert into ${clientTerms} (organisation_id, term, client_id)
    select ${organisationId}, term, ${id} from unnest(${`{${termsOf(key, person).join(',')}}`}::bigint[]) as term`)
}
