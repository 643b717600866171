import type { Edited } from '../../../server/knowledge/edited.ts'
import type { EntryDetail, EntryList } from '../../../server/knowledge/entries.ts'
import type { Agreement } from '../../../server/knowledge/entries.ts'
import type { GapList } from '../../../server/knowledge/gaps.ts'
import type { HistoricVersion } from '../../../server/knowledge/history.ts'
import type { OwnFault } from '../../../server/knowledge/own-checks.ts'
import type { Preview } from '../../../server/knowledge/preview.ts'
import type { Kept } from '../../../server/knowledge/publish.ts'
import type { Section } from '../../../server/knowledge/sources.ts'
import type { Api } from '../../api.ts'

const at = (name: string, verb = '') => `/desk/knowledge/${encodeURIComponent(name)}${verb}`

export type AgreementText = Agreement & { sections: Section[] }

/** What the pages about knowledge ask of the server. */
export function knowledgeAt({ call }: Api) {
  return {
    gaps: (query: URLSearchParams) => call<GapList>('GET', `/desk/knowledge/gaps?${query}`),
    entries: (query: URLSearchParams) => call<EntryList>('GET', `/desk/knowledge?${query}`),
    entry: (name: string) => call<EntryDetail>('GET', at(name)),
    agreement: (id: string) => call<AgreementText>('GET', at('agreements', `/${encodeURIComponent(id)}`)),
    check: (edited: Edited) => call<{ faults: OwnFault[] }>('POST', at('checks'), edited),
    preview: (edited: Edited) => call<Preview>('POST', at('previews'), edited),
    publish: (edited: Edited, basedOn: number) => call<Kept>('POST', at('versions'), { ...edited, basedOn }),
    versions: (name: string) => call<{ versions: HistoricVersion[] }>('GET', at(name, '/versions')),
    restore: (name: string, version: number, basedOn: number) =>
      call<Kept>('POST', at(name, '/restorations'), { version, basedOn }),
  }
}

export type KnowledgeApi = ReturnType<typeof knowledgeAt>
