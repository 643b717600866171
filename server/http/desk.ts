import type { Context } from 'hono'
import { z } from 'zod'
import type { Services } from '../app.ts'
import { ownDesk, setAbsence, setMailNotices, setPresent } from '../desk/colleagues.ts'
import { inbox } from '../desk/inbox.ts'
import { views, type Place } from '../desk/views.ts'
import { IDLE_MINUTES, workplacesOf } from '../staff/session.ts'
import { bodyAs, queryAs } from './body.ts'
import { moment } from './day.ts'
import type { Told } from './event-streams.ts'
import { isStillAdmitted, staffOf, staffSessionOf } from './permissions.ts'

const LONGEST_SEARCH = 200
/** Well within the time for which an open desk counts as somebody who is there. */
const STILL_HERE_MS = 20_000

export async function showDesk(c: Context, services: Services): Promise<Response> {
  const me = staffOf(c)
  const { name, email, userId } = staffSessionOf(c)
  const desk = await ownDesk(services, me)
  const organisations = await workplacesOf(services.db, userId)
  return c.json({
    ...desk,
    me: { ...desk.me, name, email },
    organisations,
    lockAfterSeconds: IDLE_MINUTES * 60,
  })
}

const placeSchema = z.strictObject({
  urgent: z.boolean(),
  dueAt: moment.nullable(),
  at: moment,
  id: z.uuid(),
})

/** A page's end as it goes into an address, and back. */
const written = (place: Place) => Buffer.from(JSON.stringify(place)).toString('base64url')
const cursorSchema = z
  .string()
  .max(1000)
  .transform((text, context) => {
    try {
      return placeSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
    } catch {
      context.addIssue({ code: 'custom' })
      return z.NEVER
    }
  })
  .optional()

export async function showInbox(c: Context, services: Services): Promise<Response> {
  const found = await inbox(services, staffOf(c), {
    view: queryAs(z.enum(views).default('waiting'), 'view', c.req.query('view')),
    q: queryAs(z.string().trim().max(LONGEST_SEARCH).optional(), 'q', c.req.query('q')) || undefined,
    channel: queryAs(z.enum(['widget', 'telegram']).optional(), 'channel', c.req.query('channel')),
    supporter: queryAs(z.uuid().optional(), 'supporter', c.req.query('supporter')),
    team: queryAs(z.uuid().optional(), 'team', c.req.query('team')),
    cursor: queryAs(cursorSchema, 'cursor', c.req.query('cursor')),
  })
  return c.json({ ...found, cursor: found.cursor && written(found.cursor) })
}

/** What happens in the organisation, as server-sent events, for as long as its reader may be let in. */
export async function followDesk(c: Context, services: Services): Promise<Response> {
  const me = staffOf(c)
  if (c.req.method === 'HEAD') return c.body(null, 200, { 'content-type': 'text/event-stream' })
  return services.streams.open(async (tell) => {
    const stillHere = setInterval(() => {
      stayOrEnd().catch((error: unknown) =>
        services.log.error({ err: error }, 'a desk could not be looked after'),
      )
    }, STILL_HERE_MS).unref()
    async function stayOrEnd(): Promise<void> {
      if (await isStillAdmitted(c, services)) await setPresent(services, me)
      else tell([{ event: 'locked', data: {}, isLast: true }])
    }
    const callOff = services.deskNews.follow(me.organisationId, (event) => {
      const { type, ...data } = event
      const told: Told = { event: type, data: type === 'colleague' ? event.colleague : data }
      tell([told])
    })
    services.deskNews.colleagueChanged(me.organisationId, await setPresent(services, me))
    return () => {
      clearInterval(stillHere)
      callOff()
    }
  })
}

const absenceSchema = z.strictObject({ isAbsent: z.boolean() })

export async function changeAbsence(c: Context, services: Services): Promise<Response> {
  const { isAbsent } = await bodyAs(c, absenceSchema)
  return c.json(await setAbsence(services, services.deskNews, staffOf(c), isAbsent))
}

const noticesSchema = z.strictObject({ isOn: z.boolean() })

export async function changeMailNotices(c: Context, services: Services): Promise<Response> {
  const { isOn } = await bodyAs(c, noticesSchema)
  await setMailNotices(services, staffOf(c), isOn)
  return c.body(null, 204)
}
