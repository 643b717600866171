/** A text that asks something: an entry, or a kind of message that has no entry. */
export type Document = {
  asks: string
  text: string
  /** The agreements under which the entry has an answer; empty for a kind without an entry. */
  agreements: string[]
}

export type Asked = {
  turns: string[]
  /** The turns as one text, for who knows no conversations. */
  text: string
  agreement: string
}

/** An entry that may be meant and how sure of it the system is, by its own measure. */
export type Ranked = { entry: string; score: number }

export type Ask = (asked: Asked) => Ranked[] | Promise<Ranked[]>

/** What one would take to find the entry, made ready with the documents. */
export type Peer = { name: string; settings: string; build: (documents: readonly Document[]) => Promise<Ask> }

/** Hits on documents, best first, as the entries that they ask, each with its best score. */
export function entriesOf(hits: readonly { asks: string; score: number }[]): Ranked[] {
  const best = new Map<string, number>()
  for (const { asks, score } of hits) if (!best.has(asks)) best.set(asks, score)
  return Array.from(best, ([entry, score]) => ({ entry, score }))
}
