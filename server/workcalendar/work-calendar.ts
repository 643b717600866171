import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { workCalendars } from '../../db/schema.ts'
import type { OfficeHours } from '../../db/schema/organisations.ts'

/** When an organisation's people are there. Not changed once made: what is computed from it is kept with it. */
export type WorkCalendar = { hours: OfficeHours; daysOffAdded: string[]; daysOffDropped: string[] }

const USUAL_DAY: [string, string][] = [['09:00', '17:00']]

/** Five working days a week from 9.00 to 17.00 (wlz-oco-2024 art-11). */
export const usualCalendar: WorkCalendar = {
  hours: { 1: USUAL_DAY, 2: USUAL_DAY, 3: USUAL_DAY, 4: USUAL_DAY, 5: USUAL_DAY },
  daysOffAdded: [],
  daysOffDropped: [],
}

/** The calendar that an organisation has set, or the usual one. */
export async function calendarOf(tx: Db, organisationId: string): Promise<WorkCalendar> {
  const { hours, daysOffAdded, daysOffDropped } = workCalendars
  const [own] = await tx
    .select({ hours, daysOffAdded, daysOffDropped })
    .from(workCalendars)
    .where(eq(workCalendars.organisationId, organisationId))
  return own ?? usualCalendar
}
