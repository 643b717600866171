import type { Agreements } from '../../../server/contacts/agreements.ts'
import type { Contact, ContactChannel, Result } from '../../../server/contacts/contact.ts'
import type { ExplainedContact } from '../../../server/contacts/explained.ts'
import type { DayForForm } from '../../../server/contacts/day.ts'
import type { ContactList } from '../../../server/contacts/listing.ts'
import type { ContactPreview } from '../../../server/contacts/preview.ts'
import type { Overlap } from '../../../server/contacts/register.ts'
import type { Ending, SupportQuestion } from '../../../server/contacts/support-questions.ts'
import type { Api } from '../../api.ts'

/** What somebody says of a contact in a form. */
export type SaidContact = {
  minutes: number
  service: string | null
  topic: string | null
  municipality: string | null
  supportQuestionId: string | null
  note: string | null
  reason: string | null
}

export type WholeContact = SaidContact & {
  clientId: string | null
  channel: ContactChannel
  startedAt: string
  result: Result | null
}

const at = (id: string, verb = '') => `/desk/contacts/${encodeURIComponent(id)}${verb}`
const question = (id: string, verb: string) => `/desk/support-questions/${encodeURIComponent(id)}${verb}`

type Questions = { questions: SupportQuestion[] }

/** What the desk asks of the server about contacts and support questions. */
export function contactsAt({ call }: Api) {
  return {
    drafts: () => call<ContactList>('GET', '/desk/contacts/drafts'),
    ofClient: (id: string) => call<ContactList>('GET', `/desk/clients/${id}/contacts`),
    ofConversation: (id: string) =>
      call<{ contact: ContactPreview | null }>(
        'GET',
        `/desk/conversations/${encodeURIComponent(id)}/contact`,
      ),
    day: (moment: string, known: { client: string; except: string; question: string; topic: string }) => {
      const named = Object.entries(known).filter(([, value]) => value !== '')
      return call<DayForForm>('GET', `/desk/contacts/day?${new URLSearchParams([['at', moment], ...named])}`)
    },
    add: (contact: Omit<WholeContact, 'result'> & { id: string; measuredMinutes: number | null }) =>
      call<{ contact: Contact; overlaps: Overlap[] }>('POST', '/desk/contacts', contact),
    show: (id: string) => call<ExplainedContact>('GET', at(id)),
    confirm: (id: string, change: WholeContact & { version: number }) =>
      call<ExplainedContact>('POST', at(id, '/confirmation'), change),
    correct: (id: string, change: WholeContact & { version: number }) =>
      call<ExplainedContact>('PUT', at(id), change),
    remove: (id: string, removal: { version: number; reason: string }) =>
      call<ExplainedContact>('POST', at(id, '/removal'), removal),
    questions: (clientId: string) => call<Questions>('GET', `/desk/clients/${clientId}/support-questions`),
    startQuestion: (started: { clientId: string; startedOn: string; aim: string }) =>
      call<Questions>('POST', '/desk/support-questions', started),
    changeAim: (id: string, aim: string) => call<Questions>('PUT', question(id, '/aim'), { aim }),
    endQuestion: (id: string, ending: Ending) => call<Questions>('POST', question(id, '/ending'), ending),
    reopenQuestion: (id: string) => call<Questions>('POST', question(id, '/reopening'), {}),
    agreements: () => call<Agreements>('GET', '/desk/agreements'),
    bind: (bindings: { agreementId: string; from: string; to: string | null }[]) =>
      call<Agreements>('PUT', '/desk/agreements', { bindings }),
  }
}

export type ContactsApi = ReturnType<typeof contactsAt>
