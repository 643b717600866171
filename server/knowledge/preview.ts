import type { Citation, ReplyKind } from '../answers/compose.ts'
import type { Engine } from '../answers/engine.ts'
import type { Overlay } from '../answers/overlay.ts'
import { replyTo } from '../answers/reply.ts'
import { oneByOne, type KnownQuestion } from './known-questions.ts'

/** What a client would be told. */
export type Told = { kind: ReplyKind; text: string; topic: string | null; citations: Citation[] }

/** A question that will be answered otherwise. */
export type Change = {
  question: string
  from: KnownQuestion['from']
  agreement: string
  before: Told
  after: Told
}

export type Preview = {
  /** How many questions were put, and how many of them are answered otherwise. */
  asked: number
  changed: number
  /** Those that are, the organisation's own first; at most so many as one can look through. */
  changes: Change[]
}

const MOST_SHOWN = 200
const FIRST: KnownQuestion['from'][] = ['own', 'client', 'phrasing']

type Compared = {
  before: Overlay
  after: Overlay
  agreements: readonly string[]
  questions: readonly KnownQuestion[]
  today: string
}

/** Puts each question under each agreement as it is answered now and as it would be, and gives what differs. */
export async function compareAnswers(
  engine: Engine,
  { before, after, agreements, questions, today }: Compared,
): Promise<Preview> {
  const put = agreements.flatMap((agreement) => questions.map((question) => ({ agreement, question })))
  const compared = await oneByOne(put, ({ agreement, question: { turns, from } }) => {
    const asked = { turns, agreement, municipality: null, today, locale: 'nl' as const }
    const [now, then] = [before, after].map((overlay) => told(replyTo(engine, asked, overlay)))
    const isSame = JSON.stringify(now) === JSON.stringify(then)
    return isSame
      ? []
      : [{ question: turns.join('\n'), from, agreement, before: now!, after: then! } satisfies Change]
  })
  const changes = compared.flat().toSorted((a, b) => FIRST.indexOf(a.from) - FIRST.indexOf(b.from))
  return { asked: put.length, changed: changes.length, changes: changes.slice(0, MOST_SHOWN) }
}

const told = ({ kind, text, topic, citations }: Told): Told => ({ kind, text, topic, citations })
