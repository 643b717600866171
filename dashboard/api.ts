import type { Message } from '../server/conversations/messages.ts'
import type { Team, TeamWanted } from '../server/desk/teams.ts'
import type {
  CannedReply,
  Case,
  Colleague,
  Inbox,
  OwnDesk,
  Result,
  Step,
  Suggestion,
} from '../server/http/desk-shapes.ts'
import type { WorkCalendar } from '../server/workcalendar/work-calendar.ts'
import type { SaidContact } from './pages/contacts/contacts-api.ts'
import { Refusal } from './refusal.ts'

/** A message that did not reach the client. */
export type FailedDelivery = { id: number; conversationId: string; createdAt: string }

type Closing = {
  result: Result
  note: string | undefined
  seenSeq: number
  /** What was done, to be registered at once. */
  contact: SaidContact | undefined
}

type Receiver = { staffId: string } | { teamId: string }

const at = (id: string, verb = '') => `/desk/conversations/${encodeURIComponent(id)}${verb}`

/** The desk's side of the API; `noticed` hears of every refusal first, `leftOut` of a number that was not kept. */
export function createApi(noticed: (refusal: Refusal) => void, leftOut: () => void) {
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    try {
      return await request(method, `/api/v1${path}`, body, leftOut)
    } catch (error) {
      if (error instanceof Refusal) noticed(error)
      throw error
    }
  }

  const change = (id: string, verb: string, body: object = {}) => call<Case>('POST', at(id, verb), body)

  return {
    /** For what one page alone asks. */
    call,
    own: () => call<OwnDesk>('GET', '/desk'),
    inbox: (query: URLSearchParams) => call<Inbox>('GET', `/desk/conversations?${query}`),
    case: (id: string) => call<Case>('GET', at(id)),
    claim: (id: string) => change(id, '/claim'),
    reply: (id: string, message: { clientMessageId: string; text: string; seenSeq: number }) =>
      call<{ messages: Message[] }>('POST', at(id, '/replies'), message),
    note: (id: string, note: { text: string; mentions: string[] }) =>
      call<Step>('POST', at(id, '/notes'), note),
    transfer: (id: string, to: Receiver, reason: string) => change(id, '/transfer', { to, reason }),
    handBack: (id: string) => change(id, '/hand-back'),
    snooze: (id: string, until: string | null) => change(id, '/snooze', { until }),
    close: (id: string, closing: Closing) => change(id, '/close', closing),
    reopen: (id: string) => change(id, '/reopen'),
    refer: (id: string, to: 'zorgkantoor' | 'other_oco', text: string) =>
      change(id, '/referral', { to, text }),
    keepDraft: (id: string, text: string) => call<void>('PUT', at(id, '/draft'), { text }),
    look: (id: string, isTyping: boolean) => call<void>('POST', at(id, '/presence'), { isTyping }),
    leave: (id: string) => call<void>('DELETE', at(id, '/presence')),
    suggestions: (id: string, text: string) =>
      call<{ suggestions: Suggestion[] }>('GET', at(id, `/suggestions?${new URLSearchParams({ text })}`)),
    setAbsence: (isAbsent: boolean) => call<Colleague>('POST', '/desk/absence', { isAbsent }),
    setMailNotices: (isOn: boolean) => call<void>('PUT', '/desk/mail-notices', { isOn }),
    addCannedReply: (reply: Omit<CannedReply, 'id'>) =>
      call<CannedReply>('POST', '/desk/canned-replies', reply),
    changeCannedReply: ({ id, ...reply }: CannedReply) =>
      call<CannedReply>('PUT', `/desk/canned-replies/${id}`, reply),
    removeCannedReply: (id: string) => call<void>('DELETE', `/desk/canned-replies/${id}`),
    addTeam: (team: TeamWanted) => call<Team>('POST', '/desk/teams', team),
    changeTeam: ({ id, ...team }: Team) => call<Team>('PUT', `/desk/teams/${id}`, team),
    removeTeam: (id: string) => call<void>('DELETE', `/desk/teams/${id}`),
    workCalendar: () => call<WorkCalendar>('GET', '/desk/work-calendar'),
    changeWorkCalendar: (calendar: WorkCalendar) =>
      call<WorkCalendar>('PUT', '/desk/work-calendar', calendar),
    failedDeliveries: () => call<{ deliveries: FailedDelivery[] }>('GET', '/desk/deliveries/failed'),
    resend: (id: number) => call<void>('POST', `/desk/deliveries/${id}/resend`, {}),
    noteActivity: () => call<void>('POST', '/staff/activity', {}),
    chooseOrganisation: (organisationId: string) =>
      call<void>('PUT', '/staff/organisation', { organisationId }),
    logOut: () => request<void>('POST', '/api/auth/sign-out', {}),
  }
}

export type Api = ReturnType<typeof createApi>

async function request<T>(method: string, path: string, body?: unknown, leftOut?: () => void): Promise<T> {
  const response = await fetch(path, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), keepalive: true }),
  }).catch(() => {
    throw new Refusal('desk.offline')
  })
  if (response.ok && response.headers.has('Wegwijs-Left-Out')) leftOut?.()
  const content = await response.json().catch(() => ({}))
  if (response.ok) return content
  const { code = 'server.failed', ...details } = content
  throw new Refusal(code, details)
}
