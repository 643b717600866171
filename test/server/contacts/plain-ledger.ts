/** What the ledger has to come to, worked out once more in plain words from how everything stands in the end. */

export type PlainContact = {
  id: string
  clientId: string | null
  startedAt: Date
  minutes: number
  service: string | null
  isRemoved: boolean
}
export type PlainClient = {
  law: 'wlz' | 'wmo'
  from: string | null
  until: string | null
  into: string | null
}
export type PlainBinding = { agreementId: string; from: string; to: string | null }

export type Outcome = {
  agreementId: string | null
  counted: string | null
  obstacle: string | null
  declarable: number
}

const SERVICES: Record<string, string[]> = {
  'wlz-oco-2021': [
    'information_and_advice',
    'personal_plan',
    'choosing_care',
    'care_plan',
    'mediation',
    'complaints',
  ],
  'wlz-oco-2024': ['information_advice_and_general_support', 'care_mediation', 'other_services'],
}

export const servicesOn = (day: string, bindings: readonly PlainBinding[]) =>
  SERVICES[agreementOn(day, bindings) ?? ''] ?? []

export const dayOf = (moment: Date) => moment.toLocaleDateString('sv-SE', { timeZone: 'Europe/Amsterdam' })

/** The last one that had begun: while it is in force, and for want of another one after that. */
function agreementOn(day: string, bindings: readonly PlainBinding[]): string | null {
  let found: PlainBinding | null = null
  for (const each of bindings) if (each.from <= day && (!found || each.from > found.from)) found = each
  return found?.agreementId ?? null
}

export function plainLedger(
  contacts: readonly PlainContact[],
  clients: ReadonlyMap<string, PlainClient>,
  bindings: readonly PlainBinding[],
): Map<string, Outcome> {
  const rootOf = (id: string): string => {
    const { into } = clients.get(id)!
    return into ? rootOf(into) : id
  }
  const outcomes = new Map<string, Outcome>()
  const usedOf = new Map<string, number>()
  const inOrder = contacts.toSorted(
    (a, b) => a.startedAt.getTime() - b.startedAt.getTime() || (a.id < b.id ? -1 : 1),
  )
  for (const { id, clientId, startedAt, minutes, service, isRemoved } of inOrder) {
    const day = dayOf(startedAt)
    const agreementId = agreementOn(day, bindings)
    const counted = clientId && rootOf(clientId)
    const obstacle = isRemoved ? null : obstacleOf()
    let declarable = obstacle || isRemoved ? 0 : minutes
    if (agreementId === 'wlz-oco-2021' && service === 'information_and_advice' && declarable > 0) {
      const used = usedOf.get(counted!) ?? 0
      declarable = Math.max(0, Math.min(minutes, 30 - used))
      usedOf.set(counted!, used + declarable)
    }
    outcomes.set(id, { agreementId, counted, obstacle, declarable })

    function obstacleOf(): string | null {
      if (!counted) return 'anonymous'
      const { law, from, until } = clients.get(counted)!
      if (law !== 'wlz' || !agreementId || !SERVICES[agreementId]) return 'not_wlz'
      if (!service || !SERVICES[agreementId].includes(service)) return 'wrong_service'
      const isIndicated = from !== null && from <= day && (until === null || until >= day)
      return isIndicated ? null : 'no_indication'
    }
  }
  return outcomes
}
