import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { organisations } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import { texts } from '../texts.ts'
import { toldOf, type Client, type Told } from './client.ts'
import type { ConsentPurpose } from './consents.ts'

/** What of a file can go onto a sheet, in the order in which it stands there; nothing goes that was not chosen. */
export const sheetFields = [
  'name',
  'birth_date',
  'reach',
  'representative',
  'municipality',
  'indication',
] as const
export type SheetField = (typeof sheetFields)[number]

type Asked = {
  key: Key
  client: Client
  recipient: ConsentPurpose
  to: string
  fields: readonly SheetField[]
  text: string
  now: Date
}

/** A readable sheet about a client for somebody outside the organisation, in Dutch as its readers are. */
export async function sheetOf(tx: Db, me: StaffMember, asked: Asked): Promise<string> {
  const { key, client, recipient, to, fields, text, now } = asked
  const say = texts('nl')
  const [own] = await tx.select().from(organisations).where(eq(organisations.id, me.organisationId))
  const values = valuesOf(client, toldOf(key, client))
  const chosen = sheetFields.filter((field) => fields.includes(field))
  return [
    say('sheet.title'),
    say('sheet.to', { to, recipient: say(`sheet.recipient-${recipient}`) }),
    say('sheet.from', { firstName: me.firstName, organisation: own!.name }),
    say('sheet.day', { day: dutchDay(todayInAmsterdam(now)) }),
    '',
    ...chosen.map((field) => `${say(`sheet.${field}`)}: ${values[field] ?? say('sheet.unknown')}`),
    ...(chosen.length > 0 ? [''] : []),
    `${say('sheet.wants')}:`,
    text,
  ].join('\n')
}

/** 2026-11-22 as 22-11-2026. */
const dutchDay = (day: string) => day.split('-').toReversed().join('-')

function valuesOf(client: Client, told: Told): Record<SheetField, string | null> {
  const { indicationFrom, indicationUntil } = client
  const say = texts('nl')
  const speaks = told.representative
  return {
    name: told.name,
    birth_date: dutchDay(told.birthDate),
    reach: told.reach,
    representative: speaks && [speaks.name, speaks.reach].filter(Boolean).join(', '),
    municipality: client.municipality,
    indication:
      indicationFrom &&
      (indicationUntil
        ? say('sheet.period', { from: dutchDay(indicationFrom), until: dutchDay(indicationUntil) })
        : say('sheet.since', { from: dutchDay(indicationFrom) })),
  }
}
