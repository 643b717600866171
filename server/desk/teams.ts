import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import { type Db } from '../../db/client.ts'
import { staff, teamMembers, teams } from '../../db/schema.ts'
import { AppError } from '../app-error.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { noSuchColleague } from './note.ts'
import { noSuchTeam } from './transfer.ts'
import { asStaff } from '../staff/as-staff.ts'

export type Team = { id: string; name: string; memberIds: string[] }
export type TeamWanted = Omit<Team, 'id'>

export const nameTaken = () => new AppError('team.name_taken')

/** The teams of the organisation of the transaction. */
export async function teamsIn(tx: Db): Promise<Team[]> {
  const rows = await tx
    .select({ id: teams.id, name: teams.name, staffId: teamMembers.staffId })
    .from(teams)
    .leftJoin(teamMembers, eq(teamMembers.teamId, teams.id))
    .orderBy(asc(teams.name))
  return Array.from(
    Map.groupBy(rows, ({ id }) => id),
    ([id, members]) => ({
      id,
      name: members[0]!.name,
      memberIds: members.flatMap(({ staffId }) => staffId ?? []),
    }),
  )
}

export function addTeam({ db }: Store, me: StaffMember, wanted: TeamWanted): Promise<Team> {
  const { organisationId } = me
  return asStaff(db, me, async (tx) => {
    const values = { organisationId, name: wanted.name }
    const [added] = await tx.insert(teams).values(values).onConflictDoNothing().returning()
    if (!added) throw nameTaken()
    return withMembers(tx, me, added.id, wanted)
  })
}

export function changeTeam({ db }: Store, me: StaffMember, id: string, wanted: TeamWanted): Promise<Team> {
  return asStaff(db, me, async (tx) => {
    const namesakes = await tx.select().from(teams).where(eq(teams.name, wanted.name))
    if (namesakes.some((team) => team.id !== id)) throw nameTaken()
    const changed = await tx.update(teams).set({ name: wanted.name }).where(eq(teams.id, id)).returning()
    if (changed.length === 0) throw noSuchTeam()
    return withMembers(tx, me, id, wanted)
  })
}

/** What waited for the team waits for everybody. */
export function removeTeam({ db }: Store, me: StaffMember, id: string): Promise<void> {
  return asStaff(db, me, async (tx) => {
    const removed = await tx.delete(teams).where(eq(teams.id, id)).returning({ id: teams.id })
    if (removed.length === 0) throw noSuchTeam()
  })
}

async function withMembers(tx: Db, me: StaffMember, teamId: string, wanted: TeamWanted): Promise<Team> {
  const memberIds = [...new Set(wanted.memberIds)]
  const known = memberIds.length
    ? await tx
        .select({ id: staff.id })
        .from(staff)
        .where(and(inArray(staff.id, memberIds), isNull(staff.removedAt)))
    : []
  if (known.length < memberIds.length) throw noSuchColleague()
  await tx.delete(teamMembers).where(eq(teamMembers.teamId, teamId))
  const rows = memberIds.map((staffId) => ({ teamId, staffId, organisationId: me.organisationId }))
  if (rows.length > 0) await tx.insert(teamMembers).values(rows)
  return { id: teamId, name: wanted.name, memberIds }
}
