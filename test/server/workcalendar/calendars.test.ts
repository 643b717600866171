import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withinOrganisation, type Database } from '../../../db/client.ts'
import { organisations } from '../../../db/schema.ts'
import { setCalendar } from '../../../server/workcalendar/set-calendar.ts'
import { calendarOf, usualCalendar, type WorkCalendar } from '../../../server/workcalendar/work-calendar.ts'
import { databaseKinds } from '../../support/databases.ts'

const own: WorkCalendar = {
  hours: {
    1: [
      ['09:00', '12:30'],
      ['13:00', '17:00'],
    ],
    6: [['00:00', '24:00']],
  },
  daysOffAdded: ['2026-12-24'],
  daysOffDropped: ['2026-05-05', '2027-05-05'],
}

describe.each(databaseKinds)('the calendar of an organisation on $name', ({ open }) => {
  let database: Database
  let ours: string
  let theirs: string

  beforeAll(async () => {
    database = await open()
    ;[ours, theirs] = [await newOrganisation('ours'), await newOrganisation('theirs')]
  })
  afterAll(() => database.close())

  async function newOrganisation(slug: string): Promise<string> {
    const [organisation] = await database.db
      .insert(organisations)
      .values({ slug, name: slug, kind: 'care_provider' })
      .returning()
    return organisation!.id
  }

  const readBy = (organisationId: string) =>
    withinOrganisation(database.db, organisationId, (tx) => calendarOf(tx, organisationId))
  const set = (calendar: WorkCalendar) =>
    withinOrganisation(database.db, ours, (tx) => setCalendar(tx, ours, calendar))

  it('is the usual one until the organisation sets its own, and then its own alone', async () => {
    expect(await readBy(ours)).toBe(usualCalendar)
    await set(usualCalendar)
    await set(own)
    expect(await readBy(ours)).toEqual(own)
    expect(await readBy(theirs)).toBe(usualCalendar)
  })

  it.each([
    ['that never open', {}, 'workcalendar.never_open'],
    ['that are empty on every day', { 1: [], 5: [] }, 'workcalendar.never_open'],
    ['that close before they open', { 1: [['17:00', '09:00']] }, 'workcalendar.wrong_hours'],
    ['that open for no time', { 1: [['09:00', '09:00']] }, 'workcalendar.wrong_hours'],
    [
      'that overlap',
      {
        1: [
          ['09:00', '13:00'],
          ['12:00', '17:00'],
        ],
      },
      'workcalendar.wrong_hours',
    ],
    ['that are no times', { 1: [['9', '17:00']] }, 'workcalendar.wrong_hours'],
  ] as [string, WorkCalendar['hours'], string][])('hours %s are refused', async (_, hours, code) => {
    await expect(set({ ...usualCalendar, hours })).rejects.toMatchObject({ code })
  })
})
