import { withinOrganisation } from '../../db/client.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { setCalendar } from '../workcalendar/set-calendar.ts'
import { calendarOf, type WorkCalendar } from '../workcalendar/work-calendar.ts'

/** When the people of one's organisation are there. */
export function showCalendar({ db }: Store, { organisationId }: StaffMember): Promise<WorkCalendar> {
  return withinOrganisation(db, organisationId, (tx) => calendarOf(tx, organisationId))
}

/** From now on promises are made by this calendar; those that were made stay as they are. */
export function changeCalendar(
  { db }: Store,
  { organisationId }: StaffMember,
  calendar: WorkCalendar,
): Promise<void> {
  return withinOrganisation(db, organisationId, (tx) => setCalendar(tx, organisationId, calendar))
}
