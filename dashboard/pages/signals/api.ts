import type { AcuteContact } from '../../../server/signals/acute-contacts.ts'
import type { Category, SignalKind } from '../../../server/signals/categories.ts'
import type { Choices as Offered } from '../../../server/signals/choices.ts'
import type { Listed, QuarterCount } from '../../../server/signals/list.ts'
import type { Prefill } from '../../../server/signals/prefill.ts'
import type { SignalShown } from '../../../server/signals/show.ts'
import type { Trend, TrendStatus } from '../../../server/signals/trends.ts'
import type { Written } from '../../../server/signals/written.ts'
import type { Api } from '../../api.ts'

export type Choices = Offered & { sendsMail: boolean }
export type Page = { signals: Listed[]; total: number; cursor: string | null }
export type Deciding = {
  quarter: string
  categoryId: string
  status: TrendStatus
  description: string
  decidedAt: string | null
  isChecked: boolean
}
export type PassingOn = {
  contactId: string
  way: 'phone' | 'mail' | 'visit'
  givenAt: string
  isPersonShared: boolean
  note: string
}

const at = (id: string, verb = '') => `/desk/signals/${encodeURIComponent(id)}${verb}`

/** What the pages about signals ask of the server. */
export function signalsAt({ call }: Api) {
  return {
    list: (query: URLSearchParams) => call<Page>('GET', `/desk/signals?${query}`),
    choices: (day?: string) => call<Choices>('GET', `/desk/signals/choices${day ? `?day=${day}` : ''}`),
    openAcute: () => call<{ signals: Listed[] }>('GET', '/desk/signals/acute'),
    counts: () => call<{ quarters: string[]; counts: QuarterCount[] }>('GET', '/desk/signals/counts'),
    prefill: (conversationId: string) =>
      call<Prefill>('GET', `/desk/conversations/${encodeURIComponent(conversationId)}/signal`),
    show: (id: string) => call<SignalShown>('GET', at(id)),
    make: (signal: Written) => call<SignalShown>('POST', '/desk/signals', signal),
    change: (id: string, signal: Written, changedAt: string | null) =>
      call<SignalShown>('PUT', at(id), { signal, seen: { changedAt } }),
    passOn: (id: string, notice: PassingOn) => call<SignalShown>('POST', at(id, '/notices'), notice),
    mail: (id: string, wanted: { contactId: string; callBack: string }) =>
      call<SignalShown>('POST', at(id, '/mails'), wanted),
    trends: (quarter: string) =>
      call<{ trends: Trend[] }>('GET', `/desk/signals/trends?${new URLSearchParams({ quarter })}`),
    decide: (deciding: Deciding) => call<{ trends: Trend[] }>('POST', '/desk/signals/trends', deciding),
    addCategory: (category: { kind: SignalKind; name: string }) =>
      call<Category>('POST', '/desk/signals/categories', category),
    changeCategory: (id: string, category: { name: string; isArchived: boolean }) =>
      call<Category>('PUT', `/desk/signals/categories/${id}`, category),
    addContact: (contact: Omit<AcuteContact, 'id'>) =>
      call<AcuteContact>('POST', '/desk/signals/acute-contacts', contact),
    changeContact: ({ id, ...contact }: AcuteContact) =>
      call<AcuteContact>('PUT', `/desk/signals/acute-contacts/${id}`, contact),
    removeContact: (id: string) => call<void>('DELETE', `/desk/signals/acute-contacts/${id}`),
  }
}
