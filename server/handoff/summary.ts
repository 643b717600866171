import type { Message } from '../conversations/messages.ts'

/** What a supporter has to know before he says anything, made by rules. */
export type Summary = {
  /** The question in one line. */
  question: string
  /** What was asked, and what the assistant answered on which clause. */
  asked: { question: string; answer: string | null; clauses: { source: string; section: string }[] }[]
  /** What the client wants: in his own words, or the wish for a person. */
  wants: string
  /** Telegram asks consent before anything is stored; the widget stores what the client types there himself. */
  consent: 'none' | 'telegram'
}

type Known = {
  wishes: readonly string[]
  /** What the client says now asks for a person. */
  asksPerson: boolean
  consent: Summary['consent']
}

const LONGEST_LINE = 140
/** The last ones say most; the rest can be read in the conversation. */
const MOST_EXCHANGES = 8

/** A text in one line that fits in a list. */
export function inOneLine(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim()
  if (line.length <= LONGEST_LINE) return line
  const cut = line.slice(0, LONGEST_LINE)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), LONGEST_LINE / 2))} …`
}

/** In so few words nobody says more than that he wants a person. */
const MOST_WORDS_OF_WISH = 6

/**
 * Of what has been said, and of what the client says now. `wishes` are the words of the buttons for a person, which
 * say nothing of what it is about; nor does a short wish in his own words.
 */
export function summaryOf(
  messages: readonly Message[],
  now: string | null,
  { wishes, asksPerson, consent }: Known,
): Summary {
  const earlier = messages
    .filter(({ author }) => author === 'client')
    .map((question) => ({ text: question.text, answer: answerTo(question, messages) }))
  const said = now === null ? earlier : [...earlier, { text: now, answer: null }]
  const isWish = (text: string) =>
    wishes.includes(text) || (asksPerson && text === now && text.split(/\s+/u).length <= MOST_WORDS_OF_WISH)
  const questions = said.filter(({ text }) => !isWish(text))
  const wants = said.at(-1)?.text ?? ''
  return {
    question: inOneLine(questions.at(-1)?.text ?? wants),
    asked: questions.slice(-MOST_EXCHANGES).map(({ text, answer }) => ({
      question: text,
      answer: answer?.text ?? null,
      clauses: clausesOf(answer),
    })),
    wants,
    consent,
  }
}

function answerTo({ seq }: Message, messages: readonly Message[]): Message | null {
  const next = messages.find((message) => message.seq > seq)
  return next?.author === 'assistant' && next.reply?.kind === 'answer' ? next : null
}

/** Each clause once, however many of its sentences are quoted. */
function clausesOf(answer: Message | null): { source: string; section: string }[] {
  const cited = answer?.reply?.citations.map(({ source, section }) => ({ source, section })) ?? []
  return cited.filter(({ source, section }, i) => {
    return cited.findIndex((each) => each.source === source && each.section === section) === i
  })
}
