import type { Answer, Entry } from '../knowledge/knowledge.ts'
import { isTextKey, type Texts } from '../texts.ts'
import { daysFrom, dayInWords, type Day } from './dates.ts'
import type { Engine } from './engine.ts'
import { REGION_LIST } from './regions.ts'
import type { Agreements } from './scope.ts'
import { fold } from './words.ts'

const REPLY_KINDS = ['answer', 'clarify', 'handoff', 'crisis', 'decline', 'smalltalk'] as const

export type ReplyKind = (typeof REPLY_KINDS)[number]

export type Citation = { source: string; section: string; title: string; quote: string }

/** What somebody can do about what is kept of him, in the chat itself. */
export type RightsAct =
  | 'show'
  | 'download'
  | 'erase-chat'
  | 'erase-chat-sure'
  | 'keep-chat'
  | 'correct'
  | 'object'
  | 'stop'
  | 'resume'
  | 'request-access'
  | 'request-correction'
  | 'request-erasure'
  | 'request-objection'
  | 'more'

/** What a tap on a choice does: settle the agreement, ask the text, ask for a person, or use one's rights. */
export type Choice =
  | { label: string; agreement: string }
  | { label: string; text: string }
  | { label: string; person: true }
  | { label: string; right: RightsAct }

export type Reply = {
  kind: ReplyKind
  text: string
  citations: Citation[]
  choices: Choice[]
  /** How sure the engine is, from 0 to 1. */
  confidence: number
  /** The entry that answered, or null. */
  topic: string | null
}

/** What every part of the composing needs to know of the question. */
export type Setting = {
  engine: Engine
  say: Texts
  today: Day
  municipality: string | null
  /** The day that the question names, from which a term can be counted. */
  named: Day | null
}

/** A reply without citations or topic. */
export function plainReply(kind: ReplyKind, text: string, choices: Choice[] = []): Reply {
  return { kind, text, citations: [], choices, confidence: 1, topic: null }
}

/** The fixed text for a kind of message that no entry answers, such as `handoff.action` or `smalltalk.greet`. */
export function replyForKind(say: Texts, name: string): Reply {
  const kind = REPLY_KINDS.find((each) => name.startsWith(`${each}.`))
  if (!isTextKey(name) || !kind) throw new Error(`no text for ${name}`)
  return plainReply(kind, say(name))
}

/** Topics to choose from when nothing of a message was understood. */
const TOPICS = ['annulering', 'betaling', 'plan', 'dossier', 'klacht', 'einde'] as const

export function askWhatItIsAbout(say: Texts, key: 'clarify.vague' | 'clarify.empty'): Reply {
  const topics = TOPICS.map((topic) => ({
    label: say(`topic.${topic}`),
    text: say(`topic.${topic}.question`),
  }))
  return plainReply('clarify', say(key), topics)
}

export function askWhichIsMeant(say: Texts, entries: readonly Entry[]): Reply {
  const questions = entries.map(({ question }) => ({ label: question, text: question }))
  return plainReply('clarify', say('clarify.between'), questions)
}

/** Asks who gives the help, offering those under whose agreement the entry has an answer. */
export function askWhoGivesHelp(
  { engine, say }: Setting,
  possible: readonly string[],
  { wlz, module }: Agreements,
): Reply {
  const organisations = engine.knowledge.organisations.flatMap(({ name, kind, agreements }) => {
    const agreement = agreements.find(({ id }) => possible.includes(id))?.id
    return kind === 'care_provider' && agreement ? [{ label: name, agreement }] : []
  })
  const others = [
    { label: say('choice.other-provider'), agreement: module },
    { label: say('choice.client-support'), agreement: wlz[0] ?? null },
  ].flatMap(({ label, agreement }) =>
    agreement && possible.includes(agreement) ? [{ label, agreement }] : [],
  )
  return plainReply('clarify', say('clarify.provider'), [...organisations, ...others])
}

/** The answers of one or two entries under an agreement, with the clauses they rest on. */
export function composeAnswer(
  setting: Setting,
  agreement: string,
  entries: readonly Entry[],
  confidence: number,
): Reply {
  const answers = entries.map((entry) => answerOf(entry, agreement))
  return {
    kind: 'answer',
    text: [
      ...answers.flatMap((answer) => [answer.text.trim(), ...counted(setting, answer)]),
      ...expiry(setting, agreement),
    ].join('\n\n'),
    citations: answers.flatMap(({ cite }) =>
      cite.map(({ section, quote }) => citation(setting.engine, agreement, section, quote)),
    ),
    choices: [],
    confidence,
    topic: entries[0]!.id,
  }
}

/** Which zorgkantoor serves a municipality under a Wlz agreement's list, or the question that is still needed. */
export function composeZorgkantoor(
  setting: Setting,
  agreement: string,
  topic: string,
  confidence: number,
): Reply {
  const { engine, say, municipality } = setting
  if (!municipality) return plainReply('clarify', say('clarify.municipality'))
  const region = engine.names.regions.get(agreement)?.get(fold(municipality))
  if (!region) return plainReply('clarify', say('clarify.municipality-unknown', { municipality }))
  return {
    kind: 'answer',
    text: [say('answer.zorgkantoor', region), ...expiry(setting, agreement)].join('\n\n'),
    citations: [citation(engine, agreement, REGION_LIST, region.line)],
    choices: [],
    confidence,
    topic,
  }
}

/** The term counted from the day that the client named, with the step shown. */
function counted({ named, today }: Setting, { count }: Answer): string[] {
  if (!named || !count || (count.since === 'past' ? named > today : named < today)) return []
  const days = { from: dayInWords(named), to: dayInWords(daysFrom(named, count.days)) }
  return [count.text.replaceAll(/\{\{(from|to)\}\}/gu, (_, name: 'from' | 'to') => days[name])]
}

function answerOf(entry: Entry, agreement: string) {
  const answer = entry.answers.find(({ agreements }) => agreements.includes(agreement))
  if (!answer) throw new Error(`${entry.id} has no answer under ${agreement}`)
  return answer
}

function citation({ knowledge }: Engine, source: string, section: string, quote: string): Citation {
  const sections = knowledge.sources.find(({ id }) => id === source)?.sections
  const found = sections?.find(({ id }) => id === section)
  if (!found) throw new Error(`${source} has no section ${section}`)
  return { source, section, title: found.title, quote }
}

/** One sentence when the agreement's term has ended. */
function expiry({ engine, say, today }: Setting, agreement: string): string[] {
  const validTo = engine.knowledge.sources.find(({ id }) => id === agreement)?.validTo
  return validTo && validTo < today ? [say('answer.expired', { date: inWords(validTo) })] : []
}

const day = new Intl.DateTimeFormat('nl-NL', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
})

const inWords = (date: string) => day.format(new Date(`${date}T00:00:00Z`))
