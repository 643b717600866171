import type { Staff } from './staff.ts'

export const SIGNALS = '/api/v1/desk/signals'

type Changes = Record<string, unknown> & { category?: string; facts?: Record<string, string> }

/** The category with this name, of signals unless it says otherwise. */
export async function categoryOf(staff: Staff, name: string, kind = 'signal'): Promise<string> {
  const { body } = await staff.call('GET', `${SIGNALS}/choices`)
  return body.categories.find(
    (each: { name: string; kind: string }) => each.name === name && each.kind === kind,
  ).id
}

/** A signal as a supporter writes it down, with some of it otherwise. */
export async function written(staff: Staff, { category, facts, ...changes }: Changes = {}) {
  const kind = String(changes.kind ?? 'signal')
  const name = category ?? (kind === 'signal' ? 'Wachttijd voor zorg' : 'Bejegening')
  return {
    kind,
    categoryId: await categoryOf(staff, name, kind),
    conversationId: null,
    clientNumber: null,
    observedOn: '2024-05-14',
    region: null,
    provider: 'Huis aan de Haven',
    facts: {
      client: 'Mevrouw, rond de 80 jaar',
      indication: 'Beschut wonen met intensieve zorg',
      question: 'Een plek in de eigen stad',
      problem: 'Zij wacht negen maanden op een plek.',
      ...facts,
    },
    bottleneck: 'Er is te weinig personeel voor de plekken die er zijn.',
    isAcute: false,
    ...changes,
  }
}

/** Writes a signal down, and gives it as it is shown. */
export async function madeBy(staff: Staff, changes: Changes = {}) {
  const { status, body } = await staff.call('POST', SIGNALS, await written(staff, changes))
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}

/** Somebody of the organisation, as the verbs know him. */
export const memberOf = (staff: Staff, role: 'supporter' | 'coordinator' = 'coordinator') => ({
  staffId: staff.staffId,
  organisationId: staff.organisationId,
  userId: staff.userId,
  firstName: 'Anna',
  role,
})
