import { eq, and, isNotNull } from 'drizzle-orm'
import { contacts, signals, staff, users } from '../../../db/schema.ts'
import type { Product } from '../../support/product.ts'
import { askingWith, newStaff, openSession } from '../../support/staff.ts'
import { ORGANISATION } from './fill.ts'
import { downloadsOf, measure, requestsOf, type Asking, type Known, type Request } from './requests.ts'
import { LAST_SENT, OPEN_MONTH } from './sent-reports.ts'

const COORDINATOR = 'Cora'
const MOST_AGAIN = 1

/** The coordinator, who is hired when she is not there yet. */
export async function coordinatorOf(product: Product) {
  const { db } = product.database
  const named = () =>
    db
      .select()
      .from(staff)
      .innerJoin(users, eq(users.id, staff.userId))
      .where(eq(staff.firstName, COORDINATOR))
  if ((await named()).length === 0)
    await newStaff(product, { organisation: ORGANISATION, firstName: COORDINATOR, role: 'coordinator' })
  const [found] = await named()
  const { id: staffId, userId, organisationId, role, firstName } = found!.staff
  const cookie = await openSession(product, { userId, organisationId })
  return { me: { staffId, userId, organisationId, role, firstName }, who: askingWith(product, () => cookie) }
}

async function knownOf({ database: { db } }: Product, who: Asking): Promise<Known> {
  const [contact] = await db
    .select()
    .from(contacts)
    .where(and(isNotNull(contacts.uniqueClientId), isNotNull(contacts.supporterId)))
    .limit(1)
  const [signal] = await db.select().from(signals).limit(1)
  const { body } = await who.call('GET', '/api/v1/desk/contacts/places')
  const cursors: string[] = body.cursors
  return {
    supporterId: contact!.supporterId!,
    clientId: contact!.uniqueClientId!,
    contactId: contact!.id,
    signalId: signal!.id,
    categoryId: signal!.categoryId,
    sentMonth: LAST_SENT,
    openMonth: OPEN_MONTH,
    deepCursor: cursors[Math.floor(cursors.length / 2)]!,
  }
}

/** Asks for everything, tells how long it took, and gives what took longer than it may. */
export async function measureAll(
  product: Product,
  who: Asking,
  { times, tell }: { times: number; tell: (line: string) => void },
): Promise<string[]> {
  const faults: string[] = []
  const known = await knownOf(product, who)
  const heads = ['p50', 'p95', 'limit', 'kB'].map((head) => head.padStart(9)).join('')
  for (const [title, requests] of [
    ['figures and lists', requestsOf(known)],
    ['downloads', downloadsOf()],
  ] as const) {
    tell(`\n${`${title}, milliseconds`.padEnd(44)}${heads}`)
    for (const request of requests) faults.push(...(await judge(who, request, times, tell)))
  }
  return faults
}

async function judge(
  who: Asking,
  request: Request,
  times: number,
  tell: (line: string) => void,
): Promise<string[]> {
  const { name, limitMs } = request
  let spread = await measure(who, request, times)
  // Others use this machine too: what is slow again is slow.
  for (let again = 0; again < MOST_AGAIN && spread.p95 > limitMs; again++)
    spread = await measure(who, request, times)
  const { p50, p95, bytes } = spread
  const figures = [p50.toFixed(0), p95.toFixed(0), String(limitMs), (bytes / 1000).toFixed(0)]
  tell(
    `${name.padEnd(44)}${figures.map((text) => text.padStart(9)).join('')}${p95 > limitMs ? '  TOO SLOW' : ''}`,
  )
  return p95 > limitMs ? [`TOO SLOW: ${name}: ${p95.toFixed(0)} ms`] : []
}
