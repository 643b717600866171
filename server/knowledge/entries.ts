import { CLAUSE } from '../answers/clauses.ts'
import { sectionOf } from '../answers/look.ts'
import { laidOver, says } from '../answers/overlay.ts'
import { REGION_ENTRY } from '../answers/reply.ts'
import type { Engine } from '../answers/engine.ts'
import { fold } from '../answers/words.ts'
import { AppError } from '../app-error.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { isOwnName, noSuchEntry } from './edited.ts'
import { firstNamesOf } from './history.ts'
import type { Answer, Entry, OwnVersion } from './knowledge.ts'
import type { Section } from './sources.ts'
import { mayBeMeant, workplaceOf, type Workplace } from './workplace.ts'
import { asStaff } from '../staff/as-staff.ts'

export type Agreement = { id: string; title: string; validFrom: string | null; validTo: string | null }

/** How an entry stands under an agreement: with a text of the organisation, of the product, or with a reason why not. */
export type Standing = 'own' | 'common' | 'silent'

export type EntryLine = {
  name: string
  topic: string
  question: string
  /** The organisation's own version; 0 when it has none, or went back to the common text. */
  version: number
  /** The organisation has added it itself. */
  isAdded: boolean
  ownPhrasings: number
  standings: { agreement: string; standing: Standing }[]
}

export type EntryFilter = {
  q?: string | undefined
  topic?: string | undefined
  agreement?: string | undefined
  standing?: Standing | undefined
}

export type EntryList = { lines: EntryLine[]; topics: string[]; agreements: Agreement[] }

/** The questions that the organisation's clients can be answered, as they stand for it. */
export function listEntries(
  { db }: Store,
  me: StaffMember,
  engine: Engine,
  filter: EntryFilter,
  now = new Date(),
): Promise<EntryList> {
  return asStaff(db, me, async (tx) => {
    const place = await workplaceOf(tx, me.organisationId, engine, now)
    const entries = entriesAt(place)
    const lines = entries
      .filter((entry) => matches(entry, place, filter))
      .map((entry) => lineOf(entry, place))
    return {
      lines: lines.toSorted((a, b) => a.topic.localeCompare(b.topic) || a.question.localeCompare(b.question)),
      topics: topicsOf(engine),
      agreements: agreementsAt(place),
    }
  })
}

export type EntryDetail = EntryLine & {
  /** Its answer is looked up in a list, so that only the ways to ask it can be edited. */
  isComputed: boolean
  publishedAt: string | null
  publishedBy: string | null
  own: Omit<OwnVersion, 'id'>
  /** Per agreement, what the product says. */
  common: { agreement: string; answer: Omit<Answer, 'agreements'> | null; silent: string | null }[]
  commonPhrasings: string[]
  agreements: Agreement[]
  topics: string[]
}

/** One entry, with what the product says and what the organisation says itself. */
export function showEntry(
  { db }: Store,
  me: StaffMember,
  engine: Engine,
  name: string,
  now = new Date(),
): Promise<EntryDetail> {
  return asStaff(db, me, async (tx) => {
    const place = await workplaceOf(tx, me.organisationId, engine, now)
    const published = place.own.get(name)
    const common = engine.entries.get(name)
    const entry = common ?? (published && laidOver(undefined, published.own))
    if (!entry) throw noSuchEntry()
    const names = await firstNamesOf(tx, published?.publishedBy ? [published.publishedBy] : [])
    return {
      ...lineOf(entry, place),
      isComputed: name === REGION_ENTRY,
      version: published?.version ?? 0,
      publishedAt: published?.publishedAt.toISOString() ?? null,
      publishedBy: names.get(published?.publishedBy ?? '') ?? null,
      own: ownPartOf(entry, published?.own),
      common: place.agreements.map((agreement) => commonUnder(common, agreement)),
      commonPhrasings: engine.knowledge.phrasings.filter(({ asks }) => asks === name).map(({ text }) => text),
      agreements: agreementsAt(place),
      topics: topicsOf(engine),
    }
  })
}

const topicsOf = ({ knowledge }: Engine) =>
  [...new Set(knowledge.entries.map(({ topic }) => topic))].toSorted()

/** The clauses of an agreement that binds or bound the organisation's clients. */
export function showAgreement(
  { db }: Store,
  me: StaffMember,
  engine: Engine,
  id: string,
  now = new Date(),
): Promise<Agreement & { sections: Section[] }> {
  return asStaff(db, me, async (tx) => {
    const { agreements } = await workplaceOf(tx, me.organisationId, engine, now)
    const source = engine.knowledge.sources.find((each) => each.id === id)
    if (!source || !agreements.includes(id)) throw new AppError('knowledge.no_agreement')
    return { ...source, sections: source.sections.filter(({ id: section }) => CLAUSE.test(section)) }
  })
}

/** Every entry that may be meant by a client of the organisation. */
function entriesAt(place: Workplace): Entry[] {
  const { engine, own } = place
  const added = [...own.values()].filter((each) => isOwnName(each.own.id) && says(each.own))
  return [
    ...engine.knowledge.entries.filter((entry) => mayBeMeant(entry, place)),
    ...added.map((each) => laidOver(undefined, each.own)),
  ]
}

function lineOf(entry: Entry, place: Workplace): EntryLine {
  const { id: name, topic, question } = entry
  const published = place.own.get(name)
  const isSaying = published !== undefined && says(published.own)
  return {
    name,
    topic,
    question,
    version: isSaying ? published.version : 0,
    isAdded: isOwnName(name),
    ownPhrasings: published?.own.phrasings.length ?? 0,
    standings: place.agreements.map((agreement) => ({
      agreement,
      standing: standingUnder(entry, place, agreement),
    })),
  }
}

function standingUnder(entry: Entry, { own, overlay }: Workplace, agreement: string): Standing {
  const published = own.get(entry.id)?.own
  const isOwn = published?.answers.some(({ agreements }) => agreements.includes(agreement))
  if (isOwn) return 'own'
  return sectionOf(overlay.entries.get(entry.id) ?? entry, agreement) === null ? 'silent' : 'common'
}

function matches(entry: Entry, place: Workplace, { q, topic, agreement, standing }: EntryFilter): boolean {
  if (topic && entry.topic !== topic) return false
  const under = agreement ? [agreement] : place.agreements
  const standings = under.map((id) => standingUnder(entry, place, id))
  const ownPhrasings = place.own.get(entry.id)?.own.phrasings ?? []
  const isOwn = standings.includes('own') || (ownPhrasings.length > 0 && !agreement)
  if (standing && !(standing === 'own' ? isOwn : standings.includes(standing))) return false
  if (!q?.trim()) return true
  const laid = place.overlay.entries.get(entry.id) ?? entry
  const texts = laid.answers
    .filter(({ agreements }) => agreements.some((id) => under.includes(id)))
    .map(({ text }) => text)
  const held = fold([entry.id, entry.question, ...texts, ...ownPhrasings].join(' '))
  return fold(q)
    .split(' ')
    .every((word) => held.includes(word))
}

function agreementsAt({ engine, agreements }: Workplace): Agreement[] {
  return agreements.flatMap((agreement) => {
    const source = engine.knowledge.sources.find(({ id }) => id === agreement)
    if (!source) return []
    const { id, title, validFrom, validTo } = source
    return [{ id, title, validFrom, validTo }]
  })
}

function ownPartOf({ topic, question }: Entry, own: OwnVersion | undefined): Omit<OwnVersion, 'id'> {
  const { id: _, ...part } = own ?? { id: '', topic, question, answers: [], silent: {}, phrasings: [] }
  return part
}

function commonUnder(common: Entry | undefined, agreement: string): EntryDetail['common'][number] {
  const answer = common?.answers.find(({ agreements }) => agreements.includes(agreement))
  const { agreements: _, ...said } = answer ?? { agreements: [], text: '', cite: [] }
  return { agreement, answer: answer ? said : null, silent: common?.silent[agreement] ?? null }
}
