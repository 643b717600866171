import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { staff, teams } from '../../db/schema.ts'
import { plainReply } from '../answers/compose.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { AppError } from '../app-error.ts'
import { change } from '../conversations/change.ts'
import type { Desk } from '../conversations/conversation.ts'
import { append } from '../conversations/messages.ts'
import { record } from '../conversations/steps.ts'
import { handOff } from '../handoff/hand-off.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import { texts, type Locale } from '../texts.ts'
import { isClosed } from './claim.ts'
import { noSuchColleague } from './note.ts'
import { changeCase, notYours } from './open-case.ts'

export type Receiver = { staffId: string } | { teamId: string }

export const isAway = () => new AppError('staff.absent')
export const noSuchTeam = () => new AppError('team.not_found')

/** Gives a conversation to a colleague, or to a team of which anybody may take it up, with the reason. */
export function transfer(
  desk: Desk,
  me: StaffMember,
  conversationId: string,
  { to, reason }: { to: Receiver; reason: string },
  now = new Date(),
): Promise<void> {
  return changeCase(desk, me, conversationId, async (open) => {
    const { tx, conversation } = open
    if (conversation.status === 'closed') throw isClosed()
    const isMine = conversation.supporterId === null || conversation.supporterId === me.staffId
    if (!isMine && me.role === 'supporter') throw notYours()
    await requireReceiver(tx, to)
    const step = {
      kind: 'transferred',
      staffId: me.staffId,
      text: maskPersonalNumbers(reason),
    } as const
    if ('staffId' in to) {
      // The step first: who gives it away has part in it from then on, and so may still see what he changes.
      await record(open, { ...step, concerns: [to.staffId] })
      await change(open, {
        status: 'assigned',
        supporterId: to.staffId,
        teamId: null,
        snoozedUntil: null,
        stoppedAt: null,
      })
      return
    }
    await record(open, { ...step, concerns: [to.teamId] })
    const waiting = { status: 'waiting', supporterId: null, teamId: to.teamId, snoozedUntil: null } as const
    if (conversation.dueAt) return change(open, waiting)
    // Who waits for a team is promised a date like everybody who waits.
    const { changes, promise, words } = await handOff(open, { reason: 'transferred', asked: null, now })
    const say = texts(conversation.locale as Locale)
    const told = { ...plainReply('handoff', `${say('desk.transferred')}\n\n${words}`), related: [] }
    await append(
      open,
      [{ author: 'assistant', content: { text: told.text, reply: { ...told, handoff: promise } } }],
      {
        ...changes,
        ...waiting,
      },
    )
  })
}

async function requireReceiver(tx: Db, to: Receiver): Promise<void> {
  if ('staffId' in to) {
    const [colleague] = await tx
      .select({ absentSince: staff.absentSince })
      .from(staff)
      .where(and(eq(staff.id, to.staffId), isNull(staff.removedAt)))
    if (!colleague) throw noSuchColleague()
    if (colleague.absentSince) throw isAway()
  } else {
    const [team] = await tx.select({ id: teams.id }).from(teams).where(eq(teams.id, to.teamId))
    if (!team) throw noSuchTeam()
  }
}
