import type { SignalKind } from '../../../server/signals/categories.ts'
import type { Prefill } from '../../../server/signals/prefill.ts'
import type { SignalShown } from '../../../server/signals/show.ts'
import type { Written } from '../../../server/signals/written.ts'

/** What a form begins with; a category is chosen in it. */
export type Start = Omit<Written, 'isChecked'>

export function blank(kind: SignalKind, observedOn: string): Start {
  return {
    kind,
    categoryId: '',
    conversationId: null,
    clientNumber: null,
    observedOn,
    region: null,
    provider: '',
    facts: { client: '', indication: '', question: '', problem: '' },
    bottleneck: '',
    isAcute: false,
  }
}

export const fromConversation = (conversationId: string, prefill: Prefill): Start => ({
  ...blank('signal', prefill.observedOn),
  ...prefill,
  conversationId,
})

export function asWritten(signal: SignalShown): Start {
  const { kind, category, conversationId, clientNumber, observedOn, region, provider, facts, bottleneck } =
    signal
  const isAcute = signal.acuteAt !== null
  return {
    kind,
    categoryId: category.id,
    conversationId,
    clientNumber,
    observedOn,
    region,
    provider,
    facts: { ...facts },
    bottleneck,
    isAcute,
  }
}
