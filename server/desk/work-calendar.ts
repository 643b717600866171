import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { setCalendar } from '../workcalendar/set-calendar.ts'
import { calendarOf, type WorkCalendar } from '../workcalendar/work-calendar.ts'
import { asStaff } from '../staff/as-staff.ts'

/** When the people of one's organisation are there. */
export function showCalendar({ db }: Store, me: StaffMember): Promise<WorkCalendar> {
  const { organisationId } = me
  return asStaff(db, me, (tx) => calendarOf(tx, organisationId))
}

/** From now on promises are made by this calendar; those that were made stay as they are. */
export function changeCalendar({ db }: Store, me: StaffMember, calendar: WorkCalendar): Promise<void> {
  const { organisationId } = me
  return asStaff(db, me, (tx) => setCalendar(tx, organisationId, calendar))
}
