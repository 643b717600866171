import type { ClientFile } from '../../../server/clients/file.ts'
import type { Judgement, ToReview } from '../../../server/clients/reviews.ts'
import type { NewSharing, Sharing, VitalInterest } from '../../../server/clients/sharing.ts'
import type { Api } from '../../api.ts'

const ACCESSES = '/desk/emergency-accesses'
const collections = { emergency: ACCESSES, sharing: '/desk/sharings' }

export type WantedSharing = Omit<NewSharing, 'vitalInterest'> & {
  vitalInterest: (VitalInterest & { isCertain: true }) | null
}

/** What is asked of the server about emergency access, and about what is shared with others. */
export function emergenciesAt({ call }: Api) {
  return {
    open: (clientId: string, reason: string) =>
      call<ClientFile>('POST', `/desk/clients/${clientId}/emergency-access`, { reason }),
    end: (id: string) => call<null>('DELETE', `${ACCESSES}/${id}`),
    reviews: () => call<{ reviews: ToReview[] }>('GET', ACCESSES),
    judge: ({ kind, id }: ToReview, judgement: Judgement) =>
      call<{ reviews: ToReview[] }>('POST', `${collections[kind]}/${id}/review`, judgement),
    sharings: (clientId: string) =>
      call<{ sharings: Sharing[] }>('GET', `/desk/clients/${clientId}/sharings`),
    share: (clientId: string, wanted: WantedSharing) =>
      call<Sharing>('POST', `/desk/clients/${clientId}/sharings`, wanted),
  }
}
