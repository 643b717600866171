import { readFile } from 'node:fs/promises'
import { AppError } from '../app-error.ts'

export const SHORTEST_PASSWORD = 12
/** scrypt takes any length; without an end a request could keep the server busy. */
export const LONGEST_PASSWORD = 128

/** Words of names that are shorter than this occur in other words too often. */
const SHORTEST_NAME = 4
const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'azertyuiop', '01234567890', 'abcdefghijklmnopqrstuvwxyz']
/** What is left of a password without rows of the keyboard and repetition has to have this many characters. */
const FEWEST_OWN_CHARACTERS = 5

export type PasswordFault = 'too_short' | 'too_long' | 'leaked' | 'personal'

/** Refuses a password by its length, when it is known from leaks, and when it holds one of these names. */
export async function requireGoodPassword(password: string, names: readonly string[]): Promise<void> {
  const reason = await faultOf(password, names)
  if (reason) throw new AppError('staff.password_refused', { reason })
}

async function faultOf(password: string, names: readonly string[]): Promise<PasswordFault | null> {
  const length = [...password].length
  if (length < SHORTEST_PASSWORD) return 'too_short'
  if (length > LONGEST_PASSWORD) return 'too_long'
  const plain = withoutAccents(password)
  const squeezed = plain.replaceAll(/[^a-z0-9]/gu, '')
  if (names.flatMap(partsOf).some((part) => squeezed.includes(part))) return 'personal'
  return (await isLeaked(plain)) ? 'leaked' : null
}

let known: Promise<Set<string>> | null = null

/** Read when the first password is chosen: most servers never need it. */
function leakedPasswords(): Promise<Set<string>> {
  known ??= readFile(new URL('leaked-passwords.txt', import.meta.url), 'utf8').then(
    (file) => new Set(file.split('\n').filter((line) => !line.startsWith('#'))),
  )
  return known
}

async function isLeaked(password: string): Promise<boolean> {
  const leaked = await leakedPasswords()
  // Digits and signs around a well-known word are the first thing that is tried.
  const word = password.replaceAll(/^[^a-z]+|[^a-z]+$/gu, '')
  const forms = [password, word, withoutDisguise(word), withoutDisguise(password.replace(/[^a-z]+$/u, ''))]
  return forms.some((form) => leaked.has(form) || leaked.has(unitOf(form))) || isPoor(password)
}

/** Too little of one's own: one character again and again, or what lies side by side on the keyboard. */
function isPoor(password: string): boolean {
  const rows = ROWS.flatMap((row) => [row, [...row].toReversed().join('')])
  const pieces = rows.flatMap((row) => piecesOf(row, 4))
  const left = pieces.reduce((text, piece) => text.replaceAll(piece, ''), unitOf(password))
  return new Set(left).size < FEWEST_OWN_CHARACTERS
}

const piecesOf = (row: string, size: number) =>
  Array.from({ length: row.length - size + 1 }, (_, at) => row.slice(at, at + size))

/** What a text consists of when it is the same thing several times. */
const unitOf = (text: string) => /^(.+?)\1+$/u.exec(text)?.[1] ?? text

const DISGUISES: Record<string, string> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's' }

const withoutDisguise = (text: string) => text.replaceAll(/[013457@$]/gu, (sign) => DISGUISES[sign]!)

const withoutAccents = (text: string) => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()

/** A name as a whole, and the words in it that say something. */
function partsOf(name: string): string[] {
  const words = withoutAccents(name).split(/[^a-z0-9]+/u)
  return [words.join(''), ...words].filter((part) => part.length >= SHORTEST_NAME && !COMMON.has(part))
}

const COMMON = new Set(['gmail', 'outlook', 'hotmail', 'voor', 'land', 'oude', 'nieuwe', 'zorg', 'info'])
