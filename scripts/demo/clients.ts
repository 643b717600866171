import { withinOrganisation } from '../../db/client.ts'
import { ageOn } from '../../server/clients/client.ts'
import {
  giverAt,
  recordConsent,
  withdrawConsent,
  type ConsentPurpose,
} from '../../server/clients/consents.ts'
import { createClient, type NewClient } from '../../server/clients/create.ts'
import { consentsOf } from '../../server/clients/consents.ts'
import { clientFor } from '../../server/clients/client.ts'
import { mergeClients } from '../../server/clients/merge.ts'
import { reckon } from '../../server/contacts/reckon.ts'
import type { StaffMember } from '../../server/staff/staff-member.ts'
import { dayAt, written } from '../../server/workcalendar/amsterdam.ts'
import { pick } from '../../test/support/chance.ts'
import type { Stage } from './play.ts'
import type { Register } from './register.ts'

export type KnownClient = { id: string; supporter: StaffMember; law: 'wlz' | 'wmo' }

export type Registering = {
  stage: Stage
  register: Register
  chance: () => number
  supporters: StaffMember[]
  /** When the half year begins, and when it is now. */
  from: Date
  now: Date
}

type Wanted = Omit<NewClient, 'municipality'> & { municipality?: string; supporter?: StaffMember }

/** The clients of an organisation, each made by the supporter who helps him. */
export async function registerClients(
  at: Registering,
  many: number,
  law: 'wlz' | 'wmo',
): Promise<KnownClient[]> {
  const made: KnownClient[] = []
  const names = new Set<string>()
  while (made.length < many) {
    const wanted = madeUp(at, law, made.length)
    if (names.has(wanted.name)) continue
    names.add(wanted.name)
    made.push(await registerOne(at, wanted))
  }
  if (law === 'wlz') await registerLookAlikes(at)
  return made
}

async function registerOne(
  at: Registering,
  { supporter = pick(at.supporters, at.chance), ...wanted }: Wanted,
) {
  const { stage, chance, register, from } = at
  const weighed = register.municipalities.flatMap(([name, weight]) => Array<string>(weight).fill(name))
  const municipality = wanted.municipality ?? pick(weighed, chance)
  const engine = stage.assistant.engine()
  const known = { ...wanted, municipality, isNew: true }
  const { id } = await createClient(stage.desk, supporter, engine, known, from)
  const client = { id, supporter, law: wanted.law }
  if (wanted.law === 'wlz') await askConsent(at, client, wanted.birthDate)
  return client
}

/** Of twelve the first is a child, the second a young person; some have no indication, or one that ended. */
function madeUp({ chance, register, now }: Registering, law: 'wlz' | 'wmo', nth: number): Wanted {
  const today = dayAt(now.getTime())
  const given = pick([...register.given.women, ...register.given.men], chance)
  const surname = pick(register.surnames, chance)
  const years = nth % 12 === 0 ? 6 : nth % 12 === 1 ? 14 : 20 + Math.floor(chance() * 72)
  const birthDate = written(today - Math.floor(years * 365.25) - Math.floor(chance() * 300) - 40)
  const isWmo = law === 'wmo' || nth % 15 === 4
  const representative =
    years < 18
      ? {
          kind: 'parent' as const,
          name: `${pick(register.given.women, chance)} ${surname}`,
          reach: '06 12 34 56 78',
        }
      : nth % 9 === 5
        ? {
            kind: pick(['mentor', 'curator', 'relative', 'proxy'] as const, chance),
            name: pick(register.given.men, chance),
            reach: null,
          }
        : null
  return {
    name: `${given} ${surname}`,
    birthDate,
    law: isWmo ? 'wmo' : 'wlz',
    representative,
    reach: chance() < 0.5 ? `0512 ${String(100_000 + Math.floor(chance() * 899_999))}` : null,
    ...(isWmo ? {} : indication(nth, today)),
  }
}

function indication(nth: number, today: number): { indicationFrom?: string; indicationUntil?: string } {
  if (nth % 19 === 7) return {}
  const indicationFrom = written(today - 500 - ((nth * 37) % 1300))
  if (nth % 13 === 3) return { indicationFrom, indicationUntil: written(today - 70) }
  if (nth % 11 === 6) return { indicationFrom, indicationUntil: written(today + 45) }
  return { indicationFrom }
}

const PURPOSES: ConsentPurpose[] = [
  'zorgkantoor',
  'zorgkantoor',
  'other_oco',
  'care_provider',
  'municipality',
]

async function askConsent(at: Registering, client: KnownClient, birthDate: string): Promise<void> {
  const { stage, chance, from, now } = at
  if (chance() < 0.45) return
  const givenOn = written(dayAt(from.getTime()) + 3)
  const givenBy = giverAt(ageOn(givenOn, birthDate))
  const given = { purpose: pick(PURPOSES, chance), givenBy, givenOn, isFormOnFile: chance() < 0.85 }
  await recordConsent(stage.desk, client.supporter, client.id, given, now)
}

/** Two who are one and were made one, and two who may be one, which somebody still has to look at. */
async function registerLookAlikes(at: Registering): Promise<void> {
  const supporter = at.supporters[0]!
  const spelt = (name: string, birthDate: string) =>
    registerOne(at, {
      name,
      birthDate,
      law: 'wlz',
      indicationFrom: '2024-02-01',
      municipality: 'Leeuwarden',
      supporter,
    })
  const bauke = await spelt('Bauke van Zonneterp', '1939-11-02')
  const bouke = await spelt('Bouke Zonneterp', '1939-11-02')
  const reason = 'Zelfde adres en zelfde indicatie. De zoon zegt dat zijn vader Bauke heet.'
  await mergeClients(
    at.stage.desk,
    supporter,
    reckon,
    { clientId: bouke.id, intoId: bauke.id, reason },
    at.now,
  )
  await spelt('Sietske Kruidhoff', '1951-03-18')
  const { id } = await spelt('Sytske Kruijdhof', '1951-03-18')
  await withdrawOne(at, { id, supporter, law: 'wlz' })
}

/** Gave her consent, and took it back. */
async function withdrawOne({ stage, now }: Registering, { id, supporter }: KnownClient): Promise<void> {
  const { desk } = stage
  const today = dayAt(now.getTime())
  const given = {
    purpose: 'zorgkantoor',
    givenBy: 'client',
    givenOn: written(today - 60),
    isFormOnFile: true,
  } as const
  await recordConsent(desk, supporter, id, given, now)
  const [consent] = await withinOrganisation(desk.db, supporter.organisationId, async (tx) =>
    (await consentsOf(tx, await clientFor(tx, id))).filter(({ purpose }) => purpose === 'zorgkantoor'),
  )
  await withdrawConsent(
    desk,
    supporter,
    id,
    { consentId: consent!.id, withdrawnOn: written(today - 12) },
    now,
  )
}
