import { eq, sql } from 'drizzle-orm'
import { withinOrganisation } from '../../db/client.ts'
import { deliveries, handoffs, staff } from '../../db/schema.ts'
import type { Engine } from '../../server/answers/engine.ts'
import type { ClientAccess, Desk } from '../../server/conversations/conversation.ts'
import { organisationNamed } from '../../server/conversations/start.ts'
import { HALF, MOST, NEARLY_ALL } from '../../server/handoff/hand-off.ts'
import { createOverlays } from '../../server/knowledge/overlays.ts'
import { fillReactionMinutes } from '../../server/handoff/reaction.ts'
import { createMoments } from '../../server/handoff/moments.ts'
import { atShareOfTerm } from '../../server/workcalendar/term.ts'
import { calendarOf } from '../../server/workcalendar/work-calendar.ts'
import { beginOf, clockFrom, putAt } from './clock.ts'
import { isOwed, play, type Stage } from './play.ts'
import { registerHalfYear, USUAL_SIZES, type Sizes } from './registration.ts'
import { employ, type LogIn } from './staff.ts'
import { demonstrationOf, firstNameOf, pastStories, slugs, type Slug } from './stories.ts'

/** Fills a database that holds the knowledge alone with half a year of three organisations; gives who can log in. */
export async function fillDemonstration(
  desk: Desk,
  engine: Engine,
  now = new Date(),
  { organisations, sizes }: { organisations: readonly Slug[]; sizes: Sizes } = {
    organisations: slugs,
    sizes: USUAL_SIZES,
  },
): Promise<LogIn[]> {
  const logIns: LogIn[] = []
  const overlays = createOverlays(
    desk.bus,
    () => engine,
    () => {},
  )
  for (const slug of organisations) {
    const demonstration = await demonstrationOf(slug)
    const organisation = await organisationNamed(desk.db, slug)
    const team = await employ(desk, organisation, demonstration)
    logIns.push(...team.logIns)
    const assistant = { engine: () => engine, overlayOf: overlays.of, failed: () => {} }
    const look = async (at: Date) => {
      const moments = createMoments(desk, { now: () => at, failed: () => {} })
      await moments.look()
      moments.stop()
    }
    const stage: Stage = { desk, organisation, team, assistant, look }
    const calendar = await withinOrganisation(desk.db, organisation.id, (tx) =>
      calendarOf(tx, organisation.id),
    )
    for (const story of [...pastStories(demonstration), ...demonstration.now]) {
      const clock = clockFrom(beginOf(story.when, now, calendar), story, now, calendar)
      const access = await play(stage, story, clock)
      if (await isOwed(stage, access)) await letTimePass(stage, access, now)
    }
    for (const { name, isAbsent } of demonstration.people) {
      const { staffId } = team.members.get(firstNameOf(name))!
      if (isAbsent) await desk.db.update(staff).set({ absentSince: now }).where(eq(staff.id, staffId))
    }
    await failOneDelivery(desk, organisation.id)
    await registerHalfYear(stage, now, sizes)
  }
  // Each was computed when the story was played, and counts from when it happens in it.
  await fillReactionMinutes(desk.db)
  return logIns
}

/** Who still waits has had the warnings and the sign of life that belong to the part of the term that has passed. */
async function letTimePass(
  { desk, look }: Stage,
  { conversationId }: ClientAccess,
  now: Date,
): Promise<void> {
  const [handoff] = await desk.db.select().from(handoffs).where(eq(handoffs.conversationId, conversationId))
  if (!handoff) return
  const { requestedAt, dueAt, calendar } = handoff
  const hours = { hours: calendar.hours, daysOffAdded: calendar.daysOff, daysOffDropped: calendar.daysOn }
  for (const share of [HALF, MOST, NEARLY_ALL]) {
    const at = atShareOfTerm(requestedAt, dueAt, share, hours)
    if (at > now) return
    const since = new Date()
    await look(at)
    await putAt(desk.db, conversationId, since, at)
  }
}

/** A client who blocked the bot does not get what was said to him, which somebody has to see. */
async function failOneDelivery({ db }: Desk, organisationId: string): Promise<void> {
  await db
    .update(deliveries)
    .set({ state: 'failed', sentAt: null, failure: 'Forbidden: bot was blocked by the user' })
    .where(
      sql`${deliveries.id} = (select max(id) from deliveries where organisation_id = ${organisationId} and seq is not null)`,
    )
}
