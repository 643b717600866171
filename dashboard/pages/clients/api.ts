import type { ClientFile } from '../../../server/clients/file.ts'
import type { NewConsent } from '../../../server/clients/consents.ts'
import type { About, NewClient } from '../../../server/clients/create.ts'
import type { Found } from '../../../server/clients/find.ts'
import type { Municipality } from '../../../server/clients/municipality.ts'
import type { Person } from '../../../server/clients/terms.ts'
import type { Candidate, Known, OpenCandidate } from '../../../server/clients/variants.ts'
import type { Case } from '../../../server/http/desk-shapes.ts'
import type { Api } from '../../api.ts'

const at = (id: string, verb = '') => `/desk/clients/${encodeURIComponent(id)}${verb}`

export type LookedUp = { client: Known | null; candidates: Candidate[] }

/** Whether he who asked has a part in this client, and so sees who it is. */
export const isOpen = (candidate: Candidate): candidate is OpenCandidate => 'id' in candidate

/** What the pages about clients ask of the server. */
export function clientsAt({ call }: Api) {
  return {
    find: (q: string, cursor: number | null) => call<Found>('POST', '/desk/clients/search', { q, cursor }),
    lookUp: (person: Person) => call<LookedUp>('POST', '/desk/clients/lookup', person),
    add: (client: NewClient) => call<ClientFile>('POST', '/desk/clients', client),
    file: (id: string) => call<ClientFile>('GET', at(id)),
    change: (id: string, changes: Partial<About>) => call<ClientFile>('PATCH', at(id), changes),
    consent: (id: string, given: NewConsent) => call<ClientFile>('POST', at(id, '/consents'), given),
    withdraw: (id: string, consentId: string, withdrawnOn: string) =>
      call<ClientFile>('POST', at(id, `/consents/${consentId}/withdrawal`), { withdrawnOn }),
    merge: (id: string, intoId: string, reason: string) =>
      call<ClientFile>('POST', at(id, '/merges'), { intoId, reason }),
    undoMerge: (id: string, mergeId: string) => call<ClientFile>('DELETE', at(id, `/merges/${mergeId}`)),
    link: (conversationId: string, clientId: string | null) =>
      call<Case>('PUT', `/desk/conversations/${conversationId}/client`, { clientId }),
    municipalities: (q: string) =>
      call<{ municipalities: Municipality[] }>('GET', `/desk/municipalities?${new URLSearchParams({ q })}`),
  }
}
