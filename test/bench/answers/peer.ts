/** A text that asks something: an entry, or a kind of message that has no entry. */
export type Document = {
  asks: string
  text: string
  /** The agreements under which the entry has an answer; a kind without an entry is asked under each. */
  agreements: string[]
}

export type Asked = {
  turns: string[]
  /** The turns as one text, for who knows no conversations. */
  text: string
  agreement: string
}

/** An entry, or a kind without one, that may be meant; the score by the system's own measure. */
export type Ranked = { asks: string; score: number }

export type Ask = (asked: Asked) => Ranked[] | Promise<Ranked[]>

/** A library that one might take instead of the engine. */
export type Peer = {
  name: string
  /** How it is set, in a few words. */
  settings: string
  build: (documents: readonly Document[]) => Promise<Ask>
}

/** A search library's best hits are asked to vote, which served each of them better than the best hit alone. */
export const VOTERS = 20

/** What the hits ask, most votes first; a hit's vote is its score. */
export function vote(hits: readonly Ranked[]): Ranked[] {
  const votes = new Map<string, number>()
  for (const { asks, score } of hits.slice(0, VOTERS)) votes.set(asks, (votes.get(asks) ?? 0) + score)
  return Array.from(votes, ([asks, score]) => ({ asks, score })).toSorted((a, b) => b.score - a.score)
}

/** Lower case, without accents: "Cliënt" and "client" are one word. */
export function fold(text: string): string {
  return text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
}
