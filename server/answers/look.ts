import type { Entry } from '../knowledge/knowledge.ts'
import { searchClauses, type ClauseIndex } from './clauses.ts'
import { withoutPieces } from './features.ts'
import { ENTRY_KIND, type Learnt } from './learn.ts'
import { nearest } from './neighbours.ts'
import type { Perceived } from './perceive.ts'
import type { Reading } from './reading.ts'

/** An entry that answers under the agreement, with its share of the belief and that of its whole section. */
export type Candidate = { entry: Entry; section: string; share: number; sectionShare: number }

/** What a message may ask under one agreement, as several independent views see it. */
export type Look = {
  /** The best entry of each section, most believed section first. */
  candidates: Candidate[]
  /** Entries of which this agreement says nothing, most believed first. */
  silent: { entry: Entry; share: number; reason: string }[]
  /** What has no entry (handoff.action, smalltalk.greet, …) and its share, most believed first. */
  others: { asks: string; share: number }[]
  /** How sure the second look is that the first candidate answers the question, from 0 to 1. */
  confidence: number
}

export type Views = {
  learnt: Learnt
  clauses: ClauseIndex
  entries: Map<string, Entry>
  secondLook: SecondLook
}

/** Weights of a logistic regression over `evidenceFor`, learnt from people whom the first look had not met. */
export type SecondLook = { weights: number[]; bias: number }

const NEIGHBOURS = 15

/** The section that an entry's answer under an agreement rests on first, or null when it has none. */
export function sectionOf(entry: Entry, agreement: string): string | null {
  return entry.answers.find(({ agreements }) => agreements.includes(agreement))?.cite[0]!.section ?? null
}

/** A message, and how far it is to be believed beside the others. */
export type Weighed = { perceived: Perceived; weight: number }

/**
 * Looks at a question, in one or more wordings, under one agreement (null: under none, so that every entry is
 * silent). `ruledOut` entries cannot be meant. The first wording is compared with neighbours and clauses; what
 * kind of message it is shows in the latest turn alone.
 */
export function lookUnder(
  views: Views,
  agreement: string | null,
  wordings: readonly Weighed[],
  latest: Perceived,
  ruledOut: (entry: Entry) => boolean,
): Look & { evidence: number[] } {
  const { learnt, entries } = views
  const named = learnt.labels.map((asks) => entries.get(asks))
  const shares = allowedShares(named, mixedShares(wordings), ruledOut)

  const bySection = new Map<string, Candidate>()
  const silent: Look['silent'] = []
  const others: Look['others'] = []
  for (let label = 0; label < named.length; label++) {
    const share = shares[label]!
    const entry = named[label]
    if (!entry) others.push({ asks: learnt.labels[label]!, share })
    else if (share > 0) {
      const section = agreement === null ? null : sectionOf(entry, agreement)
      if (section === null) silent.push({ entry, share, reason: entry.silent[agreement ?? ''] ?? '' })
      else addTo(bySection, { entry, section, share, sectionShare: share })
    }
  }
  const first = {
    candidates: [...bySection.values()].toSorted((a, b) => b.sectionShare - a.sectionShare),
    silent: silent.toSorted((a, b) => b.share - a.share),
    others: others.toSorted((a, b) => b.share - a.share),
  }
  const best = first.candidates[0]
  if (agreement === null || !best) return { ...first, confidence: 0, evidence: [] }
  const evidence = evidenceFor(views, agreement, best, wordings[0]!.perceived, latest, first)
  return { ...first, confidence: believe(views.secondLook, evidence), evidence }
}

export function believe({ weights, bias }: SecondLook, evidence: readonly number[]): number {
  return 1 / (1 + Math.exp(-evidence.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), bias)))
}

function mixedShares(wordings: readonly Weighed[]): Float32Array {
  const mixed = new Float32Array(wordings[0]!.perceived.shares.length)
  for (const { perceived, weight } of wordings) {
    const { shares } = perceived
    for (let label = 0; label < mixed.length; label++) mixed[label]! += weight * shares[label]!
  }
  return mixed
}

/** The shares without those of entries that cannot be meant, which get none. */
function allowedShares(
  named: readonly (Entry | undefined)[],
  shares: Float32Array,
  ruledOut: (entry: Entry) => boolean,
): Float32Array {
  let left = 0
  for (let label = 0; label < shares.length; label++) {
    const entry = named[label]
    if (entry && ruledOut(entry)) shares[label] = 0
    left += shares[label]!
  }
  for (let label = 0; label < shares.length; label++) shares[label]! /= left
  return shares
}

function addTo(bySection: Map<string, Candidate>, candidate: Candidate): void {
  const best = bySection.get(candidate.section)
  if (!best) return void bySection.set(candidate.section, candidate)
  const sectionShare = best.sectionShare + candidate.share
  bySection.set(
    candidate.section,
    candidate.share > best.share ? { ...candidate, sectionShare } : { ...best, sectionShare },
  )
}

const logit = (share: number) => Math.log((share + 1e-4) / (1 - share + 1e-4))

/** What speaks for and against answering with the best candidate, as numbers of about the same size. */
function evidenceFor(
  { learnt, clauses, entries }: Views,
  agreement: string,
  best: Candidate,
  { reading, vector }: Perceived,
  latest: Perceived,
  { candidates, silent, others }: Omit<Look, 'confidence'>,
): number[] {
  const outside = others.reduce((sum, { share }) => sum + share, 0)
  const near = nearest(learnt.neighbours, withoutPieces(learnt.space, vector), NEIGHBOURS).map(
    ({ document, similarity }) => ({
      asks: learnt.labels[learnt.neighbourLabels[document]!]!,
      similarity,
    }),
  )
  const sectionAsked = (asks: string) => {
    const entry = entries.get(asks)
    return entry ? sectionOf(entry, agreement) : null
  }
  const nearestOf = (test: (asks: string) => boolean) => near.find(({ asks }) => test(asks))?.similarity ?? 0
  const weightOf = (test: (asks: string) => boolean) =>
    near.reduce((sum, { asks, similarity }) => (test(asks) ? sum + similarity ** 2 : sum), 0) /
    (near.reduce((sum, { similarity }) => sum + similarity ** 2, 0) + 1e-6)
  const same = (asks: string) => sectionAsked(asks) === best.section
  const none = (asks: string) => !entries.has(asks)
  const kind = (name: string) => latest.kindShares[learnt.kinds.indexOf(name)] ?? 0
  const found = searchClauses(clauses, agreement, reading.stems)
  const rank = found.findIndex(({ section }) => section === best.section)
  return [
    logit(best.sectionShare) / 4,
    logit(best.share) / 4,
    logit(best.sectionShare / (best.sectionShare + (candidates[1]?.sectionShare ?? 0))) / 4,
    logit(outside) / 4,
    logit(best.sectionShare / (best.sectionShare + outside)) / 4,
    logit(silent.reduce((sum, { share }) => sum + share, 0)) / 4,
    logit(others[0]?.share ?? 0) / 4,
    nearestOf(same) * 2,
    nearestOf(none) * 2,
    (nearestOf(same) - nearestOf(none)) * 2,
    weightOf(same) * 2,
    weightOf(none) * 2,
    near[0] ? (same(near[0].asks) ? 1 : 0) : 0,
    rank === 0 ? 1 : rank > 0 && rank < 3 ? 0.5 : 0,
    rank === -1 ? 0 : found[rank]!.score / found[0]!.score,
    unknownShare(learnt, reading) * 2,
    Math.log(1 + reading.words.length) / 2,
    logit(kind(ENTRY_KIND)) / 4,
    logit(kind('handoff.action')) / 4,
    logit(kind('handoff.own-case')) / 4,
    logit(kind('handoff.outside')) / 4,
    reading.concepts.some((concept) => concept.startsWith('buiten-')) ? 1 : 0,
  ]
}

/** The part of a message's words, the longer the heavier, that no answered message has held so far. */
function unknownShare({ answeredStems }: Learnt, { stems }: Reading): number {
  let unknown = 0
  let all = 0
  for (const stem of stems) {
    const weight = Math.max(0, stem.length - 2)
    all += weight
    if (!answeredStems.has(stem)) unknown += weight
  }
  return all === 0 ? 1 : unknown / all
}
