import type { Db } from '../../db/client.ts'
import { workCalendars } from '../../db/schema.ts'
import { AppError } from '../app-error.ts'
import { neverOpen } from './opening-hours.ts'
import type { WorkCalendar } from './work-calendar.ts'

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/u

/**
 * Sets when an organisation's people are there. Refuses hours that never open (`workcalendar.never_open`) and
 * periods that are no times, end before they begin or overlap (`workcalendar.wrong_hours`).
 */
export async function setCalendar(tx: Db, organisationId: string, calendar: WorkCalendar): Promise<void> {
  const days = Object.values(calendar.hours)
  if (days.every((periods) => periods.length === 0)) throw neverOpen()
  if (!days.every(areInOrder)) throw new AppError('workcalendar.wrong_hours')
  await tx
    .insert(workCalendars)
    .values({ organisationId, ...calendar })
    .onConflictDoUpdate({ target: workCalendars.organisationId, set: calendar })
}

function areInOrder(periods: [from: string, to: string][]): boolean {
  const times = periods.flat()
  return times.every((time, i) => TIME.test(time) && (i === 0 || isAfter(time, times[i - 1]!, i)))
}

/** A period may begin where the one before it ends. */
const isAfter = (time: string, before: string, i: number) => time > before || (i % 2 === 0 && time === before)
