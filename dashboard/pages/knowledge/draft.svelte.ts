import type { Edited } from '../../../server/knowledge/edited.ts'
import type { EntryDetail, EntryList } from '../../../server/knowledge/entries.ts'
import type { OwnFault } from '../../../server/knowledge/own-checks.ts'
import type { Preview } from '../../../server/knowledge/preview.ts'
import type { KnowledgeApi } from './api.ts'

export type Quote = { section: string; quote: string }
export type Fault = Omit<OwnFault, 'check'> & { check: OwnFault['check'] | 'question' }
export type Mode = 'common' | 'own' | 'silent'

/** What is said under one agreement, as it is being edited. */
export type Part = { agreement: string; mode: Mode; text: string; reason: string; cite: Quote[] }

const isEmpty = ({ mode, text, reason }: Part) =>
  (mode === 'own' && !text.trim()) || (mode === 'silent' && !reason.trim())

const CHECK_AFTER_MS = 500

/** An entry as it is being edited; it stays while the coordinator looks at something else in between. */
export class EntryDraft {
  detail = $state.raw<EntryDetail>() as EntryDetail
  question = $state('')
  topic = $state('')
  parts = $state<Part[]>([])
  phrasings = $state<string[]>([])
  hardBecause = $state('')
  /** What is wrong with it; null as long as that is not known. */
  faults = $state.raw<Fault[] | null>(null)
  /** What the last preview gave, with the draft that it was of. */
  preview = $state.raw<{ of: string; found: Preview } | null>(null)

  #published = $state.raw('')

  isNew = $derived(this.detail.version === 0 && this.detail.name === '')
  written = $derived(JSON.stringify(this.edited))
  isChanged = $derived(this.written !== this.#published)
  isPreviewed = $derived(this.preview?.of === this.written)
  #timer: ReturnType<typeof setTimeout> | undefined
  #api: KnowledgeApi

  constructor(api: KnowledgeApi, detail: EntryDetail) {
    this.#api = api
    this.start(detail)
  }

  /** Begins anew from what is published. */
  start(detail: EntryDetail): void {
    const { own } = detail
    this.detail = detail
    this.question = own.question
    this.topic = own.topic
    this.phrasings = [...own.phrasings]
    this.hardBecause = own.hardBecause ?? ''
    this.parts = detail.common.map(({ agreement, answer }) => {
      const said = own.answers.find(({ agreements }) => agreements[0] === agreement)
      const reason = own.silent[agreement] ?? ''
      const hasCommon = detail.common.length > 0 && !detail.isAdded && detail.name !== ''
      const mode = said ? 'own' : reason ? 'silent' : hasCommon ? 'common' : 'own'
      return {
        agreement,
        mode,
        text: said?.text ?? answer?.text ?? '',
        reason,
        cite: (said ?? answer)?.cite.map((each) => ({ ...each })) ?? [],
      }
    })
    this.faults = null
    this.preview = null
    this.#published = JSON.stringify(this.edited)
  }

  get edited(): Edited {
    const { name } = this.detail
    const own = this.parts.filter(({ mode }) => mode === 'own')
    const silent = this.parts.filter(({ mode }) => mode === 'silent')
    return {
      name: name || null,
      question: this.question.trim(),
      topic: this.topic,
      answers: own.map(({ agreement, text, cite }) => ({
        agreements: [agreement],
        text: text.trim(),
        cite: cite.map((each) => ({ ...each })),
      })),
      silent: Object.fromEntries(silent.map(({ agreement, reason }) => [agreement, reason.trim()])),
      phrasings: [...this.phrasings],
      ...(this.hardBecause.trim() && { hardBecause: this.hardBecause.trim() }),
    }
  }

  /** What has to be filled in before there is anything to check. */
  get missing(): Fault[] {
    return [
      ...(this.question.trim() ? [] : [{ check: 'question', agreement: null, values: {} } as const]),
      ...this.parts
        .filter(isEmpty)
        .map(({ agreement }) => ({ check: 'unanswered', agreement, values: {} }) as const),
    ]
  }

  addPhrasing(text: string): void {
    const phrasing = text.trim()
    if (phrasing && !this.phrasings.includes(phrasing)) this.phrasings = [...this.phrasings, phrasing]
  }

  /** Has the server check what is written, once nobody has typed for a moment. */
  checkSoon(failed: (error: unknown) => void): void {
    clearTimeout(this.#timer)
    const { missing } = this
    this.faults = missing.length > 0 ? missing : null
    if (missing.length > 0) return
    this.#timer = setTimeout(() => void this.#check().catch(failed), CHECK_AFTER_MS)
  }

  async #check(): Promise<void> {
    const { written } = this
    const { faults } = await this.#api.check(this.edited)
    if (this.written === written) this.faults = faults
  }

  async look(): Promise<void> {
    const of = this.written
    this.preview = { of, found: await this.#api.preview(this.edited) }
  }

  publish() {
    return this.#api.publish(this.edited, this.detail.version)
  }
}

/** What a new question is edited from. */
export function blankEntry({ agreements, topics }: EntryList): EntryDetail {
  return {
    name: '',
    topic: topics[0]!,
    question: '',
    version: 0,
    isAdded: true,
    isComputed: false,
    ownPhrasings: 0,
    standings: [],
    publishedAt: null,
    publishedBy: null,
    own: { topic: topics[0]!, question: '', answers: [], silent: {}, phrasings: [] },
    common: agreements.map(({ id: agreement }) => ({ agreement, answer: null, silent: null })),
    commonPhrasings: [],
    agreements,
    topics,
  }
}

const kept = new Map<string, EntryDraft>()

/** The draft of an entry that was left half-way, of this member of staff; by `keep` a new one takes its place. */
export const drafts = {
  of: (staffId: string, name: string) => kept.get(`${staffId} ${name}`),
  keep: (staffId: string, name: string, draft: EntryDraft) => void kept.set(`${staffId} ${name}`, draft),
  drop: (staffId: string, name: string) => void kept.delete(`${staffId} ${name}`),
}
