import type { Context } from 'hono'
import { isDatabaseAway } from '../../db/client.ts'
import type { Services } from '../app.ts'
import { AppError } from '../app-error.ts'
import { events, type Event } from '../access-log/events.ts'
import { recordAccess } from '../access-log/record.ts'
import { inVain, owedBy, settle, type Visit } from '../access-log/visit.ts'
import { asStaff } from '../staff/as-staff.ts'
import type { StaffSession } from '../staff/session.ts'
import { statusOf } from './problems.ts'

/**
 * What a route leaves in the access log: an event; nothing, because it shows and changes nothing about people
 * (`shows_nobody`); or what its handler writes, which alone knows who it is about (`own_lines`).
 */
export type Logged = Event | 'shows_nobody' | 'own_lines'

type Work = () => Promise<Response> | Response

/**
 * Does the work of a request and sees to it that the log has its line before the answer leaves: the verbs write it with
 * what they read or change; what they left is written here. Without the line there is no answer.
 */
export async function logged(
  c: Context,
  services: Services,
  wanted: Logged | undefined,
  work: Work,
): Promise<Response> {
  // A route that was not given an event is logged all the same.
  c.set('logged', wanted ?? 'desk.used')
  try {
    const answer = await work()
    await writeWhatIsOwed(c, services)
    return answer
  } catch (error) {
    await writeInVain(c, services, error)
    throw error
  }
}

/** What is asked, once it is known who asks; nothing for who works nowhere. */
export function beginVisit(c: Context, { accounts }: Services, { member, name }: StaffSession): void {
  if (!member) return
  const wanted: Logged = c.get('logged')
  const event = wanted === 'shows_nobody' || wanted === 'own_lines' ? null : wanted
  const visit: Visit = {
    organisationId: member.organisationId,
    actor: { kind: 'staff', staffId: member.staffId, name, role: member.role },
    address: c.get('address'),
    requestId: c.get('requestId'),
    now: accounts.now,
    event,
    objectKind: (event && events[event][1]) ?? collectionOf(c.req.path),
    objectId: objectOf(c),
    isEmergency: false,
    clientIds: new Set(),
    written: null,
  }
  member.visit = visit
  c.set('visit', visit)
}

async function writeWhatIsOwed(c: Context, { db }: Services): Promise<void> {
  const visit: Visit | undefined = c.get('visit')
  if (!visit || !owedBy({ visit })) return
  await asStaff(db, c.get('staff'), async () => {})
}

/** Who was not let in, or asked for what is not his, is refused; whatever else went wrong has failed. */
async function writeInVain(c: Context, { db }: Services, error: unknown): Promise<void> {
  const visit: Visit | undefined = c.get('visit')
  if (!visit || isDatabaseAway(error)) return
  const isRefused = error instanceof AppError && [403, 404].includes(statusOf(error))
  if (!visit.event && !isRefused) return
  const line = inVain(visit, isRefused ? 'refused' : 'failed')
  await recordAccess(db, { organisationId: visit.organisationId, ...line })
  settle({ visit }, line)
}

/** Such as `teams` of `/api/v1/desk/teams/…`. */
const collectionOf = (path: string) => path.split('/')[4] ?? null

/** An id, a month or a year: whatever else is sent in an address is not written down. */
const IS_ID = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}(?:-(?:\d{2}|Q\d))?)$/iu

function objectOf(c: Context): string | null {
  const given = Object.values(c.req.param() as Record<string, string>)[0] ?? ''
  return IS_ID.test(given) ? given.toLowerCase() : null
}
