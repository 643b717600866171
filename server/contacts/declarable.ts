import { and, isNull, not, sql, type SQL } from 'drizzle-orm'
import { contactObstacle, contacts, reports } from '../../db/schema.ts'

/** Why none of a contact's minutes can be claimed; `declarable` stands for no reason in filters, not here. */
export const reasons = [...contactObstacle.enumValues, 'over_cap', 'too_old', 'month_frozen'] as const
export type Reason = (typeof reasons)[number]

/** The rows that count: as they now stand, and not removed. */
export const counting = and(isNull(contacts.replacedAt), not(contacts.isRemoved))!

const DAY = /^\d{4}-\d{2}-\d{2}$/u

/** As a literal, so that the expression is the same wherever a query repeats it (GROUP BY, ORDER BY). */
function dayLiteral(day: string): SQL {
  if (!DAY.test(day)) throw new Error(`${day} is not a day`)
  return sql.raw(`date '${day}'`)
}

/** Its month was sent, and it was in none of the reports of that month (bijlage-2-h2 lid 10). */
const isFrozenOut = sql`(${contacts.reportedAt} is null and (${contacts.organisationId}, date_trunc('month', ${contacts.day}::timestamp)::date) in (
  select ${reports.organisationId}, ${reports.period} from ${reports} where ${reports.kind} = 'month'
))`

/** More than 6 months after the support ended (bijlage-2-h2 lid 9). */
const isTooOld = (today: string) =>
  sql`(${contacts.reportedAt} is null and ${contacts.claimUntil} is not null and ${contacts.claimUntil} < ${dayLiteral(today)})`

/** Why a row of `contacts` cannot be declared on a day (Amsterdam); null when it can, wholly or in part. */
export function reasonOn(today: string): SQL<Reason | null> {
  return sql<Reason | null>`(case
    when ${contacts.obstacle} is not null then ${contacts.obstacle}::text
    when ${contacts.declarableMinutes} = 0 and ${contacts.minutes} > 0 then 'over_cap'
    when ${isTooOld(today)} then 'too_old'
    when ${isFrozenOut} then 'month_frozen'
  end)`
}

/** The minutes of a row of `contacts` that can be claimed on a day: what every figure calls declarable minutes. */
export function claimableMinutes(today: string): SQL<number> {
  return sql<number>`(case
    when ${contacts.obstacle} is not null or ${isTooOld(today)} or ${isFrozenOut} then 0
    else ${contacts.declarableMinutes}
  end)`
}

/** The minutes of a row that are over the 30 of information and advice (2021), and so belong to nobody's invoice. */
export const excessMinutes: SQL<number> = sql<number>`(case
  when ${contacts.obstacle} is null then ${contacts.minutes} - ${contacts.declarableMinutes} else 0
end)`
