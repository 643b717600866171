import { and, inArray, isNull } from 'drizzle-orm'
import { staff } from '../../db/schema.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { AppError } from '../app-error.ts'
import type { Desk } from '../conversations/conversation.ts'
import { record, type Step } from '../conversations/steps.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import { changeCase } from './open-case.ts'

export const noSuchColleague = () => new AppError('staff.not_found')

/** Writes a note that staff alone can read. Who is mentioned in it may read the conversation from then on. */
export function addNote(
  desk: Desk,
  me: StaffMember,
  conversationId: string,
  { text, mentions }: { text: string; mentions: string[] },
): Promise<Step> {
  return changeCase(desk, me, conversationId, async (open) => {
    if (mentions.length > 0) {
      const known = await open.tx
        .select({ id: staff.id })
        .from(staff)
        .where(and(inArray(staff.id, mentions), isNull(staff.removedAt)))
      if (known.length < new Set(mentions).size) throw noSuchColleague()
    }
    const note = maskPersonalNumbers(text)
    return record(open, { kind: 'note', staffId: me.staffId, concerns: mentions, text: note })
  })
}
