import type { Answer, Entry, OwnVersion } from '../knowledge/knowledge.ts'
import type { Engine } from './engine.ts'
import { essenceOf, likenessOf, SAME, type Essence } from './likeness.ts'
import type { Perceived } from './perceive.ts'
import { read } from './reading.ts'

/** What an organisation says itself, laid over the common knowledge: it changes what is answered, not what is learnt. */
export type Overlay = {
  /** By their ids, the entries as they now read for this organisation. */
  entries: Map<string, Entry>
  /** The organisation's own ways to ask them, at most one entry for each. */
  phrasings: { entry: string; essence: Essence }[]
}

/** Compiles the current own versions of one organisation. A pure function, in the time of reading their phrasings. */
export function compileOverlay({ entries, learnt }: Engine, versions: readonly OwnVersion[]): Overlay {
  const used = versions.filter(says)
  return {
    entries: new Map(used.map((own) => [own.id, laidOver(entries.get(own.id), own)])),
    phrasings: used.flatMap((own) =>
      waysToAsk(own).map((text) => ({
        entry: own.id,
        essence: essenceOf(learnt, read(learnt.reader, text)),
      })),
    ),
  }
}

/** Whether a version holds anything of its own; one that does not brings the common text back. */
export function says({ answers, silent, phrasings }: OwnVersion): boolean {
  return answers.length > 0 || phrasings.length > 0 || Object.keys(silent).length > 0
}

/** Where the organisation answers itself, the question as the desk shows it is a way to ask as well. */
export function waysToAsk({ question, answers, phrasings }: OwnVersion): string[] {
  return answers.length > 0 ? [question, ...phrasings] : phrasings
}

/** The entry as it reads for an organisation; without a common one, all of it is the organisation's. */
export function laidOver(common: Entry | undefined, own: OwnVersion): Entry {
  const isOwn = (agreement: string) =>
    agreement in own.silent || own.answers.some(({ agreements }) => agreements.includes(agreement))
  const kept = (common?.answers ?? []).flatMap((answer) => {
    const agreements = answer.agreements.filter((agreement) => !isOwn(agreement))
    return agreements.length > 0 ? [{ ...answer, agreements }] : []
  })
  const silent = Object.entries(common?.silent ?? {}).filter(([agreement]) => !isOwn(agreement))
  return {
    id: own.id,
    topic: own.topic,
    question: common?.question ?? own.question,
    related: common?.related ?? [],
    answers: [...own.answers.map((answer) => withCount(answer, common)), ...kept],
    silent: { ...Object.fromEntries(silent), ...own.silent },
  }
}

/** A term that the common answer counts from a named day is counted with the organisation's words as well. */
function withCount(answer: Answer, common: Entry | undefined): Answer {
  const count = common?.answers.find(({ agreements }) => agreements.includes(answer.agreements[0]!))?.count
  return count ? { ...answer, count } : answer
}

/** The entry that the organisation says is asked with these words, or the same in all but form; null when none. */
export function askedAsOwn(
  overlay: Overlay,
  learnt: Engine['learnt'],
  { reading }: Perceived,
): string | null {
  if (overlay.phrasings.length === 0) return null
  const essence = essenceOf(learnt, reading)
  let best: { entry: string; likeness: number } | null = null
  for (const phrasing of overlay.phrasings) {
    const likeness = likenessOf(phrasing.essence, essence)
    if (likeness >= SAME && likeness > (best?.likeness ?? 0)) best = { entry: phrasing.entry, likeness }
  }
  return best?.entry ?? null
}
