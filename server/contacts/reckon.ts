import { inArray, sql, type SQL } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import {
  accounting,
  clients,
  contacts,
  reportedContacts,
  reports,
  supportQuestions,
} from '../../db/schema.ts'
import { beyondInvolvement } from '../staff/as-staff.ts'
import { ADVICE_MINUTES, adviceRuleOf, agreementsWithServices, allServices } from './services.ts'
import { besideOthers, lockClients } from './turn.ts'

const CLAIM_MONTHS = 6

/**
 * Works out anew what the contacts of these unique clients count for: for whom, why not if they cannot be declared,
 * how many of their minutes can, until when, and whether their month's report says so. From the rows alone, so that the order of changes does not matter.
 */
export async function reckon(
  tx: Db,
  organisationId: string,
  uniqueClientIds: readonly string[],
): Promise<void> {
  await besideOthers(tx, organisationId)
  // The minutes of a client count together, whoever of the supporters made them.
  await beyondInvolvement(tx, async (all) => {
    const ids = await lockClients(all, uniqueClientIds)
    if (ids.length === 0) return
    const members = all.select({ id: clients.id }).from(clients).where(inArray(clients.uniqueClientId, ids))
    await reckonWhere(all, organisationId, inArray(contacts.clientId, members))
  })
}

/** The same of one contact of nobody, which no other row depends on. */
export async function reckonAnonymous(tx: Db, organisationId: string, contactId: string): Promise<void> {
  await reckonWhere(tx, organisationId, sql`${contacts.id} = ${contactId} and ${contacts.clientId} is null`)
}

/** Works out everything of an organisation anew; the caller holds `aloneInLedger`, or nobody else is there. */
export async function reckonAll(tx: Db, organisationId: string): Promise<void> {
  await reckonWhere(tx, organisationId, sql`true`)
}

const list = (texts: readonly string[]) =>
  sql.join(
    texts.map((text) => sql`${text}`),
    sql`, `,
  )

const services = sql.join(
  allServices.map(({ agreementId, key }) => sql`(${agreementId}, ${key})`),
  sql`, `,
)
const adviceKeys = list(allServices.flatMap(({ isAdvice, key }) => (isAdvice ? [key] : [])))
const cappedAgreements = list(agreementsWithServices.filter((id) => adviceRuleOf(id) === 'cap'))

/** The first reason that applies why a contact is nobody's to declare (wlz-oco-2021 art-2, art-7, art-22). */
const obstacle = sql`case
  when ${contacts.isRemoved} then null
  when ${contacts.isDraft} then 'draft'
  when ${contacts.handledBy} = 'assistant' and not coalesce(${accounting.isAssistantDeclarable}, false) then 'assistant_only'
  when ${contacts.clientId} is null then 'anonymous'
  when counted.law <> 'wlz' or ${contacts.agreementId} is null or ${contacts.agreementId} not in (${list(agreementsWithServices)}) then 'not_wlz'
  when ${contacts.service} is null or (${contacts.agreementId}, ${contacts.service}) not in (${services}) then 'wrong_service'
  when counted.indication_from is null or counted.indication_from > ${contacts.day} or counted.indication_until < ${contacts.day} then 'no_indication'
end::contact_obstacle`

async function reckonWhere(tx: Db, organisationId: string, which: SQL): Promise<void> {
  await tx.execute(sql`
    with standing as (
      select ${contacts.id} as id, ${contacts.version} as version, ${contacts.minutes} as minutes,
        ${contacts.startedAt} as started_at, ${contacts.agreementId} as agreement_id,
        ${contacts.service} as service, ${contacts.isRemoved} as is_removed,
        ${clients.uniqueClientId} as unique_client_id, ${obstacle} as obstacle,
        case
          when ${contacts.supportQuestionId} is null then ${contacts.day} + interval '${sql.raw(String(CLAIM_MONTHS))} months'
          else ${supportQuestions.endedOn} + interval '${sql.raw(String(CLAIM_MONTHS))} months'
        end::date as claim_until
      from ${contacts}
        left join ${clients} on ${clients.id} = ${contacts.clientId}
        left join ${clients} as counted on counted.id = ${clients.uniqueClientId}
        left join ${supportQuestions} on ${supportQuestions.id} = ${contacts.supportQuestionId}
        left join ${accounting} on ${accounting.organisationId} = ${contacts.organisationId}
      where ${contacts.organisationId} = ${organisationId} and ${contacts.replacedAt} is null and ${which}
    ), reckoned as (
      select *, case
        when is_removed or obstacle is not null then 0
        when service in (${adviceKeys}) and agreement_id in (${cappedAgreements}) then greatest(0, least(minutes,
          ${sql.raw(String(ADVICE_MINUTES))} - coalesce(sum(minutes) filter (where obstacle is null and not is_removed) over (
            partition by unique_client_id, agreement_id, service order by started_at, id
            rows between unbounded preceding and 1 preceding
          ), 0)))
        else minutes
      end as declarable_minutes
      from standing
    )
    update ${contacts} set
      unique_client_id = reckoned.unique_client_id,
      obstacle = reckoned.obstacle,
      declarable_minutes = reckoned.declarable_minutes,
      claim_until = reckoned.claim_until
    from reckoned
    where ${contacts.id} = reckoned.id and ${contacts.version} = reckoned.version
      and (${contacts.uniqueClientId}, ${contacts.obstacle}, ${contacts.declarableMinutes}, ${contacts.claimUntil})
        is distinct from (reckoned.unique_client_id, reckoned.obstacle, reckoned.declarable_minutes, reckoned.claim_until)
  `)
  await compareWithReports(tx, organisationId, which)
}

/**
 * A contact of a month that was sent is declared as the newest report of the month counts it, or for fewer minutes.
 * Anything else waits for a correction of the report, and for what that can still declare (bijlage-2-h2 lid 9 and 10).
 */
async function compareWithReports(tx: Db, organisationId: string, which: SQL): Promise<void> {
  await tx.execute(sql`
    with newest as (
      select distinct on (${reports.period}) ${reports.period} as period, ${reports.version} as version,
        ${reports.sentAt} as sent_at
      from ${reports}
      where ${reports.organisationId} = ${organisationId} and ${reports.kind} = 'month'
      order by ${reports.period}, ${reports.version} desc
    ), compared as (
      select ${contacts.id} as id, ${contacts.version} as version, newest.sent_at as sent_at, exists (
        select 1 from ${reportedContacts}
        where ${reportedContacts.contactId} = ${contacts.id}
          and ${reportedContacts.organisationId} = ${contacts.organisationId}
          and ${reportedContacts.period} = newest.period and ${reportedContacts.reportVersion} = newest.version
          and ${reportedContacts.declarableMinutes} >= ${contacts.declarableMinutes}
          and (${reportedContacts.uniqueClientId}, ${reportedContacts.channel}, ${reportedContacts.region},
            ${reportedContacts.zorgkantoor}, ${reportedContacts.agreementId}, ${reportedContacts.service})
            is not distinct from (${contacts.uniqueClientId}, ${contacts.channel}, ${contacts.region},
            ${contacts.zorgkantoor}, ${contacts.agreementId}, ${contacts.service})
      ) as is_reported
      from ${contacts}
        join newest on newest.period = date_trunc('month', ${contacts.day}::timestamp)::date
      where ${contacts.organisationId} = ${organisationId} and ${contacts.replacedAt} is null and ${which}
    )
    update ${contacts} set reported_at = case when compared.is_reported then compared.sent_at end
    from compared
    where ${contacts.id} = compared.id and ${contacts.version} = compared.version
      and (${contacts.reportedAt} is not null) <> compared.is_reported
  `)
}
