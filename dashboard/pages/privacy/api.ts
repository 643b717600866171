import type { Destruction } from '../../../server/privacy/destroyed.ts'
import type { Answer } from '../../../server/privacy/answer.ts'
import type { Decision, Received } from '../../../server/privacy/handle.ts'
import type { Period, RetentionKind } from '../../../server/privacy/periods.ts'
import type { Preview } from '../../../server/privacy/retention.ts'
import type { RightsShown, WorkList } from '../../../server/privacy/work-list.ts'
import type { Api } from '../../api.ts'

/** As JSON has it: moments are texts. */
export type Proved = Omit<Destruction, 'destroyedAt'> & { destroyedAt: string }

export const KINDS = ['access', 'copy', 'correction', 'erasure', 'objection', 'stop'] as const
export const WAYS = ['phone', 'letter', 'mail', 'visit'] as const

const at = (id: string, verb = '') => `/desk/rights-requests/${encodeURIComponent(id)}${verb}`

/** What the pages about people's rights and about retention ask of the server. */
export function privacyAt({ call }: Api) {
  return {
    list: (shown: 'open' | 'done') => call<WorkList>('GET', `/desk/rights-requests?shown=${shown}`),
    add: (received: Received) => call<RightsShown>('POST', '/desk/rights-requests', received),
    request: (id: string) => call<RightsShown>('GET', at(id)),
    link: (id: string, clientId: string) => call<RightsShown>('PUT', at(id, '/client'), { clientId }),
    identify: (id: string, how: string) => call<RightsShown>('PUT', at(id, '/identity'), { how }),
    decide: (id: string, decision: Decision, reason: string) =>
      call<RightsShown>('POST', at(id, '/decision'), { decision, reason }),
    answer: (id: string, answer: Answer) => call<RightsShown>('POST', at(id, '/answer'), answer),
    execute: (id: string) => call<RightsShown>('POST', at(id, '/execution')),
    erase: (id: string) => call<RightsShown>('POST', at(id, '/erasure')),
    periods: () => call<{ periods: Period[] }>('GET', '/desk/retention'),
    keep: (kind: RetentionKind, months: number) =>
      call<{ periods: Period[] }>('PUT', `/desk/retention/${kind}`, { months }),
    expired: () => call<{ kinds: Preview[] }>('GET', '/desk/retention/expired'),
    destroy: () =>
      call<{ destroyed: Partial<Record<RetentionKind, number>> }>('POST', '/desk/retention/runs'),
    proof: () => call<{ destructions: Proved[]; brokenAt: number | null }>('GET', '/desk/destructions'),
  }
}

export type Privacy = ReturnType<typeof privacyAt>

/** Makes the copy and hands it to the browser to be kept. */
export async function saveCopy(id: string, format: 'json' | 'html', name: string): Promise<boolean> {
  const response = await fetch(`/api/v1${at(id, '/copy')}?format=${format}`, { method: 'POST' })
  if (!response.ok) return false
  saveAs(await response.blob(), `${name}.${format}`)
  return true
}

export function saveAs(content: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
