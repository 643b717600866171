import type { Context } from 'hono'
import { z } from 'zod'
import type { Services } from '../app.ts'
import { addTeam, changeTeam, removeTeam } from '../desk/teams.ts'
import { noSuchTeam } from '../desk/transfer.ts'
import { changeCalendar, showCalendar } from '../desk/work-calendar.ts'
import { bodyAs } from './body.ts'
import { day } from './day.ts'
import { staffOf } from './permissions.ts'

const team = z.strictObject({
  name: z.string().trim().min(1).max(100),
  memberIds: z.array(z.uuid()).max(200),
})

function teamOf(c: Context): string {
  const id = z.uuid().safeParse(c.req.param('id'))
  if (!id.success) throw noSuchTeam()
  return id.data
}

export async function createTeam(c: Context, services: Services): Promise<Response> {
  return c.json(await addTeam(services, staffOf(c), await bodyAs(c, team)), 201)
}

export async function updateTeam(c: Context, services: Services): Promise<Response> {
  return c.json(await changeTeam(services, staffOf(c), teamOf(c), await bodyAs(c, team)))
}

export async function deleteTeam(c: Context, services: Services): Promise<Response> {
  await removeTeam(services, staffOf(c), teamOf(c))
  return c.body(null, 204)
}

const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/u)
const calendar = z.strictObject({
  hours: z.partialRecord(
    z.enum(['1', '2', '3', '4', '5', '6', '7']),
    z.array(z.tuple([clock, clock])).max(6),
  ),
  daysOffAdded: z.array(day).max(200),
  daysOffDropped: z.array(day).max(200),
})

export async function getCalendar(c: Context, services: Services): Promise<Response> {
  return c.json(await showCalendar(services, staffOf(c)))
}

export async function putCalendar(c: Context, services: Services): Promise<Response> {
  const wanted = await bodyAs(c, calendar)
  await changeCalendar(services, staffOf(c), wanted)
  return c.json(wanted)
}
