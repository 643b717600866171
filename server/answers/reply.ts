import type { Entry } from '../knowledge/knowledge.ts'
import { texts, type Locale, type Texts } from '../texts.ts'
import { questionsIn, whatIsAsked, windowsOf, type Asked } from './asked.ts'
import {
  askWhatItIsAbout,
  askWhichIsMeant,
  askWhoGivesHelp,
  composeAnswer,
  composeZorgkantoor,
  plainReply,
  replyForKind,
  type Reply,
  type Setting,
} from './compose.ts'
import { dangerIn, type Danger } from './crisis.ts'
import { dayIn } from './dates.ts'
import type { Engine } from './engine.ts'
import { lookUnder, sectionOf, type Look, type Weighed } from './look.ts'
import { askedAsOwn, type Overlay } from './overlay.ts'
import { maskPersonalNumbers } from './personal-numbers.ts'
import { perceive, type Perceived } from './perceive.ts'
import { agreementsOn, scopeOf, type Agreements, type Scope } from './scope.ts'

export type Question = {
  /** What the client wrote, oldest first; the last one is replied to. */
  turns: readonly string[]
  /** The agreement that is known to bind him. */
  agreement: string | null
  municipality: string | null
  /** The day on which he asks, in Amsterdam: decides which agreement counts and which has ended. */
  today: string
  locale: Locale
}

/** From this confidence on an answer is given; below it a person is better. */
const SURE = 0.7
/** Between these the client is asked which of the likeliest questions he means. */
const WORTH_ASKING = 0.35
/** A second question in the same message is answered too only when hardly any doubt is left. */
const SURE_OF_SECOND = 0.85

/** The entry whose answer is computed from the list of regions. */
export const REGION_ENTRY = 'wlz.zorgkantoor'
/** Entries that concern the clients of one municipality. */
const LOCAL_RULES = { prefix: 'annulering.nop-', municipality: 'Noordoostpolder' }

/** What is known of the question, and what the client's organisation says itself. */
type Placed = Setting & { overlay: Overlay | null }

/**
 * Replies to the last turn; with an overlay, as the organisation whose it is would have it. A pure function: the same
 * engine, question and overlay give the same reply.
 */
export function replyTo(engine: Engine, question: Question, overlay: Overlay | null = null): Reply {
  const say = texts(question.locale)
  const turns = question.turns.map(maskPersonalNumbers)
  const last = turns.at(-1) ?? ''
  const latest = perceive(engine.learnt, last)
  const danger = dangerOf(engine, last, latest)
  if (danger) return plainReply('crisis', engine.crisis.texts[question.locale][danger])

  if (!/\p{L}{2}/u.test(last)) return askWhatItIsAbout(say, 'clarify.empty')
  const agreements = agreementsOn(question.today, engine.knowledge)
  const scope = scopeOf(engine.names, agreements, turns, question)
  const named = dayIn(last, question.today)
  const { municipality } = scope
  const setting = { engine, overlay, say, today: question.today, municipality, named }
  const asked = whatIsAsked(engine.learnt, engine.names, turns, latest)
  return scope.agreement
    ? replyUnder(setting, scope.agreement, asked)
    : replyUnbound(setting, scope, agreements, asked)
}

/** Whether a message has to be answered with a number to call, whatever else it asks. */
export function tellsOfDanger(engine: Engine, message: string): boolean {
  return dangerOf(engine, message, perceive(engine.learnt, message)) !== null
}

/** Danger anywhere in the message: a long one is looked through part by part, so that nothing is out of sight. */
export function dangerOf({ learnt, crisis }: Engine, message: string, whole: Perceived): Danger | null {
  const parts = windowsOf(message).map((part) => perceive(learnt, part))
  for (const { reading, shares } of parts.length > 1 ? parts : [whole]) {
    const danger = dangerIn(crisis, reading, (asks) => shares[learnt.labels.indexOf(asks)] ?? 0)
    if (danger) return danger
  }
  return null
}

/** The reply to a client of whom it is known which agreement binds him. */
function replyUnder(setting: Placed, agreement: string, asked: Asked): Reply {
  const own = entryAskedAsOwn(setting, asked.alone)
  const told = own && !cannotBeMeant(setting, agreement, own) && sayWith(setting, agreement, asked, own, 1)
  if (told) return told
  const look = lookFor(setting, agreement, asked.wordings, asked.alone)
  const best = look.candidates[0]
  if (!best || look.confidence < SURE) return replyWithoutAnswer(setting, agreement, asked, look)
  return (
    sayWith(setting, agreement, asked, best.entry, look.confidence) ??
    replyForKind(setting.say, 'handoff.outside')
  )
}

/** The entry as the client's organisation has it. */
const laid = ({ overlay }: Placed, entry: Entry) => overlay?.entries.get(entry.id) ?? entry

/** The entry that is asked in the organisation's own words for it. */
function entryAskedAsOwn({ engine, overlay }: Placed, perceived: Perceived): Entry | null {
  const id = overlay && askedAsOwn(overlay, engine.learnt, perceived)
  return id ? (overlay.entries.get(id) ?? null) : null
}

/** What the entry says under the agreement, were it that nothing is said and why; null when neither stands there. */
function sayWith(
  setting: Placed,
  agreement: string,
  asked: Asked,
  entry: Entry,
  confidence: number,
): Reply | null {
  if (entry.id === REGION_ENTRY) return composeZorgkantoor(setting, agreement, REGION_ENTRY, confidence)
  const first = laid(setting, entry)
  if (sectionOf(first, agreement) === null) {
    const reason = first.silent[agreement]
    return reason ? plainReply('handoff', setting.say('handoff.silent', { reason })) : null
  }
  const entries = [first, ...secondQuestion(setting, agreement, asked, entry)]
  return composeAnswer(setting, agreement, entries, confidence)
}

function lookFor(setting: Placed, agreement: string, wordings: readonly Weighed[], latest: Perceived): Look {
  return lookUnder(setting.engine, agreement, wordings, latest, (entry) =>
    cannotBeMeant(setting, agreement, entry),
  )
}

/** A Wmo client does not ask for Wlz client support, nor somebody elsewhere for Noordoostpolder's rules. */
function cannotBeMeant({ municipality }: Placed, agreement: string, entry: Entry): boolean {
  const elsewhere = municipality !== null && municipality !== LOCAL_RULES.municipality
  if (elsewhere && entry.id.startsWith(LOCAL_RULES.prefix)) return true
  return !isWlz(agreement) && isForWlzAlone(entry)
}

const forWlzAlone = new WeakMap<Entry, boolean>()

export function isForWlzAlone(entry: Entry): boolean {
  const known = forWlzAlone.get(entry)
  if (known !== undefined) return known
  const alone = entry.answers.every((answer) => answer.agreements.every(isWlz))
  forWlzAlone.set(entry, alone)
  return alone
}

const isWlz = (agreement: string) => agreement.startsWith('wlz-')

/** The entry that answers a second question in the same message, when there clearly is one. */
function secondQuestion(setting: Placed, agreement: string, { text }: Asked, first: Entry): Entry[] {
  for (const part of questionsIn(text)) {
    const perceived = perceive(setting.engine.learnt, part)
    const look = lookFor(setting, agreement, [{ perceived, weight: 1 }], perceived)
    const likeliest = look.confidence >= SURE_OF_SECOND ? look.candidates[0]?.entry : undefined
    const entry = entryAskedAsOwn(setting, perceived) ?? likeliest
    if (!entry || entry.id === first.id || entry.id === REGION_ENTRY) continue
    const second = laid(setting, entry)
    if (sectionOf(second, agreement) !== null) return [second]
  }
  return []
}

function replyWithoutAnswer(setting: Placed, agreement: string, asked: Asked, look: Look): Reply {
  const { say } = setting
  const { candidates, silent, others, confidence } = look
  const candidate = candidates[0]
  const other = others.find(({ asks }) => !asks.startsWith('crisis.'))
  const unanswered = silent[0]
  if (unanswered && unanswered.share > (other?.share ?? 0) && unanswered.share > (candidate?.share ?? 0)) {
    return replyOfSilent(setting, agreement, asked, unanswered)
  }
  if (candidate && confidence >= WORTH_ASKING && candidate.sectionShare > (other?.share ?? 0)) {
    return askWhichIsMeant(
      say,
      candidates.slice(0, 3).map(({ entry }) => entry),
    )
  }
  return replyToOther(say, other?.asks ?? 'handoff.unsure')
}

/** Of what the common knowledge says nothing under the agreement, the organisation itself may. */
function replyOfSilent(
  setting: Placed,
  agreement: string,
  asked: Asked,
  { entry, share, reason }: Look['silent'][number],
): Reply {
  const { say } = setting
  const isAnswered = sectionOf(laid(setting, entry), agreement) !== null
  if (isAnswered && share < SURE) return askWhichIsMeant(say, [entry])
  return (
    (setting.overlay?.entries.has(entry.id) && sayWith(setting, agreement, asked, entry, share)) ||
    plainReply('handoff', say('handoff.silent', { reason }))
  )
}

function replyToOther(say: Texts, asks: string): Reply {
  if (asks === 'clarify.vague') return askWhatItIsAbout(say, 'clarify.vague')
  // Alarming words without danger, and no entry that answers: a person had better read it.
  return replyForKind(say, asks === 'alarm.false' ? 'handoff.unsure' : asks)
}

const sum = (shares: readonly { share: number }[]) => shares.reduce((total, { share }) => total + share, 0)

/** Nobody has said yet who gives the help: ask that, unless the question itself leaves no doubt. */
function replyUnbound(setting: Placed, scope: Scope, agreements: Agreements, asked: Asked): Reply {
  const { silent: entries, others } = lookUnder(
    setting.engine,
    null,
    asked.wordings,
    asked.alone,
    () => false,
  )
  const other = others.find(({ asks }) => !asks.startsWith('crisis.'))
  const own = entryAskedAsOwn(setting, asked.alone)
  const entry = own ?? entries[0]?.entry
  if (!entry || (!own && other && sum(others) > sum(entries)))
    return replyToOther(setting.say, other?.asks ?? 'handoff.unsure')
  if (entry.id === REGION_ENTRY)
    return composeZorgkantoor(setting, agreements.wlz[0]!, REGION_ENTRY, own ? 1 : entries[0]!.share)
  const answers = laid(setting, entry)
  const possible = scope.possible.filter((agreement) => sectionOf(answers, agreement) !== null)
  return possible.length > 0
    ? askWhoGivesHelp(setting, possible, agreements)
    : replyForKind(setting.say, 'handoff.outside')
}
