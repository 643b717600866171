import { eq, sql } from 'drizzle-orm'
import { withinOrganisation } from '../../db/client.ts'
import { organisations } from '../../db/schema.ts'
import { reckonAll } from '../../server/contacts/reckon.ts'
import type { Product } from './product.ts'

export type Many = {
  contacts: number
  clients: number
  /** The first and the last day. */
  from: string
  to: string
  supporters: string[]
  organisation?: string
}

/**
 * Contacts of all kinds, one by one over the days of a period, the same ones in every run: every eleventh anonymous,
 * every thirteenth of the assistant, every seventeenth a draft, every nineteenth corrected; every seventh client without
 * a valid indication. What they count for is left to the product.
 */
export async function manyContacts(
  { database: { db } }: Pick<Product, 'database'>,
  many: Many,
): Promise<string> {
  const { contacts, clients, from, to, supporters, organisation = 'de-wegwijzer' } = many
  const [own] = await db.select().from(organisations).where(eq(organisations.slug, organisation))
  const id = own!.id
  await db.execute(sql`
    insert into clients (id, organisation_id, number, identity, sealed_name, sealed_birth_date, municipality, law,
      indication_from, unique_client_id)
    select made.id, ${id}, made.n, 'made ' || made.n, '\\x00', '\\x00',
      (array['Alkmaar', 'Haarlem', 'Zaanstad', 'Purmerend'])[1 + made.n % 4], 'wlz',
      case when made.n % 7 <> 0 then date '2015-01-01' end, made.id
    from (select gen_random_uuid() as id, n::int from generate_series(1, ${clients}::int) as n) as made`)
  await db.execute(sql`
    with people as (select id, number, municipality from clients where organisation_id = ${id} and identity like 'made %'),
    days as (
      select n, (date ${sql.raw(`'${from}'`)} + (n * (date ${sql.raw(`'${to}'`)} - date ${sql.raw(`'${from}'`)} + 1)::bigint
        / ${contacts}::bigint)::int) as day
      from generate_series(0, ${contacts}::int - 1) as n
    ),
    made as (
      select days.n, days.day,
        case when days.day < date '2024-01-01' then 'wlz-oco-2021' else 'wlz-oco-2024' end as agreement,
        case when days.n % 11 = 0 or days.n % 13 = 0 then null else 1 + (days.n * 7919::bigint) % ${clients}::int end as number
      from days
    )
    insert into contacts (id, organisation_id, client_id, unique_client_id, handled_by, supporter_id, channel, started_at,
      day, minutes, agreement_id, service, topic, municipality, region, zorgkantoor, result, is_draft, recorded_at, version)
    select gen_random_uuid(), ${id}, people.id, people.id,
      (case when n % 13 = 0 then 'assistant' else 'supporter' end)::contact_handler,
      case when n % 13 <> 0 then (${sql.raw(`array[${supporters.map((each) => `'${each}'::uuid`).join(', ')}]`)})[1 + n % ${supporters.length}::int] end,
      (array['phone', 'widget', 'mail', 'visit', 'telegram', 'video'])[1 + n % 6]::contact_channel,
      (day + time '08:00' + (n % 480) * interval '1 minute') at time zone 'UTC', day, 1 + n % 40, agreement,
      case when agreement = 'wlz-oco-2021'
        then (array['information_and_advice', 'care_plan', 'information_and_advice', 'complaints'])[1 + n % 4]
        else (array['information_advice_and_general_support', 'care_mediation'])[1 + n % 2] end,
      (array['klacht', 'wlz', 'dossier', null])[1 + n % 4], coalesce(people.municipality, 'Alkmaar'),
      case coalesce(people.municipality, 'Alkmaar') when 'Alkmaar' then 'Noord-Holland-Noord' when 'Haarlem' then 'Kennemerland'
        else 'Zaanstreek/Waterland' end,
      'VGZ', 'answered', n % 17 = 0 and n % 13 <> 0, now(), 1
    from made left join people on people.number = made.number`)
  await db.execute(sql`
    insert into contacts (id, version, organisation_id, client_id, unique_client_id, handled_by, supporter_id, channel,
      started_at, day, minutes, agreement_id, service, topic, municipality, region, zorgkantoor, result, is_draft,
      recorded_at, replaced_at)
    select id, 0, organisation_id, client_id, unique_client_id, handled_by, supporter_id, channel, started_at, day,
      minutes + 5, agreement_id, service, topic, municipality, region, zorgkantoor, result, false, recorded_at, now()
    from contacts where organisation_id = ${id} and replaced_at is null and minutes % 19 = 0`)
  await withinOrganisation(db, id, (tx) => reckonAll(tx, id))
  await db.execute(sql`analyze`)
  return id
}
