import type { Learnt } from './learn.ts'
import type { Weighed } from './look.ts'
import { findNames, type Names } from './names.ts'
import { perceive, type Perceived } from './perceive.ts'
import { onlyNames } from './scope.ts'

/** What the client asks now: the latest turn, alone and together with the question that it leans on. */
export type Asked = { text: string; alone: Perceived; wordings: Weighed[] }

const LEANS = new Set(
  'en maar dus of ook dan ok oke oké ja nee goed want hoezo waarom wanneer hoeveel'.split(' '),
)
const POINTS_BACK = new Set(
  'dat die dan daar daarvan daarvoor daarmee daarover daarbij het dit deze zo zelfde ervoor ervan erbij'.split(
    ' ',
  ),
)
const SHORT = 6
const MEDIUM = 14

const SPEAKS_FOR_ITSELF = /^(?:handoff\.(?:action|person)|smalltalk\.|decline\.)/u
const CLEAR_ENOUGH = 0.4

/** How far the earlier question is heard in a turn that leans on it, and in one that may stand alone. */
const LEANING_WEIGHT = 0.6
const STANDING_WEIGHT = 0.2

/** `latest` is the last turn, where it has been perceived before. */
export function whatIsAsked(
  learnt: Learnt,
  names: Names,
  turns: readonly string[],
  latest?: Perceived,
): Asked {
  const substantial = turns.filter((turn, i) => i === 0 || !onlyNames(turn, findNames(names, turn)))
  const text = substantial.at(-1) ?? ''
  const before = substantial.at(-2)
  const alone = latest && text === turns.at(-1) ? latest : perceive(learnt, text)
  if (before === undefined || speaksForItself(learnt, alone))
    return { text, alone, wordings: [{ perceived: alone, weight: 1 }] }
  const weight = leansBack(alone) ? LEANING_WEIGHT : STANDING_WEIGHT
  const together = { perceived: perceive(learnt, `${before} ${text}`), weight }
  const single = { perceived: alone, weight: 1 - weight }
  return { text, alone, wordings: weight > 0.5 ? [together, single] : [single, together] }
}

/** "Regel dat maar", "bedankt" and "ik wil een mens" say what they want whatever came before. */
function speaksForItself({ kinds }: Learnt, { kindShares }: Perceived): boolean {
  return kinds.some((kind, i) => SPEAKS_FOR_ITSELF.test(kind) && kindShares[i]! > CLEAR_ENOUGH)
}

function leansBack({ reading: { typed } }: Perceived): boolean {
  if (typed.length <= SHORT) return true
  return typed.length <= MEDIUM && (LEANS.has(typed[0]!) || typed.some((word) => POINTS_BACK.has(word)))
}

const WINDOW_WORDS = 150

/** A message in pieces of a size in which one sentence still weighs. */
export function windowsOf(text: string): string[] {
  const words = text.split(/\s+/u)
  return Array.from({ length: Math.ceil(words.length / WINDOW_WORDS) }, (_, i) =>
    words.slice(i * WINDOW_WORDS, (i + 1) * WINDOW_WORDS).join(' '),
  )
}

const BETWEEN_PARTS = /[.?!;\n]+|,?\s+en\s+/giu
const SHORTEST_PART = 3
const MOST_PARTS = 5

/** The questions that stand in one message, or nothing when there is only one. */
export function questionsIn(text: string): string[] {
  const parts = text.split(BETWEEN_PARTS).filter((part) => part.trim().split(/\s+/u).length >= SHORTEST_PART)
  return parts.length > 1 ? parts.slice(0, MOST_PARTS) : []
}
