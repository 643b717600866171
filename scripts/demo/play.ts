import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { withinOrganisation } from '../../db/client.ts'
import { conversations, telegramChats } from '../../db/schema.ts'
import type { Assistant } from '../../server/conversations/answer.ts'
import { giveContact } from '../../server/conversations/contact.ts'
import {
  accessWith,
  changeConversation,
  digestOf,
  newToken,
  type ClientAccess,
  type Desk,
} from '../../server/conversations/conversation.ts'
import { giveFeedback } from '../../server/conversations/feedback.ts'
import { append } from '../../server/conversations/messages.ts'
import { ownMessages } from '../../server/conversations/own-messages.ts'
import { rate } from '../../server/conversations/rate.ts'
import { receive } from '../../server/conversations/receive.ts'
import { begin, type Organisation } from '../../server/conversations/start.ts'
import { withdraw } from '../../server/conversations/withdraw.ts'
import { claim } from '../../server/desk/claim.ts'
import { close } from '../../server/desk/close.ts'
import { keepDraft } from '../../server/desk/draft.ts'
import { handBack } from '../../server/desk/hand-back.ts'
import { addNote } from '../../server/desk/note.ts'
import { refer } from '../../server/desk/refer.ts'
import { reply } from '../../server/desk/reply.ts'
import { snooze } from '../../server/desk/snooze.ts'
import { transfer } from '../../server/desk/transfer.ts'
import { handOff } from '../../server/handoff/hand-off.ts'
import type { StaffMember } from '../../server/staff/staff-member.ts'
import { clockFrom, putAt } from './clock.ts'
import type { Team } from './staff.ts'
import type { Story, Turn } from './stories.ts'

const HOUR_MS = 3600_000

export type Stage = {
  desk: Desk
  organisation: Organisation
  team: Team
  assistant: Omit<Assistant, 'now'>
  /** Lets what is due at certain moments happen. */
  look: (now: Date) => Promise<void>
}

/** Plays a story by the verbs of the product, and puts what is stored of it at the times of the story. */
export async function play(
  stage: Stage,
  story: Story,
  clock: ReturnType<typeof clockFrom>,
): Promise<ClientAccess> {
  const { desk } = stage
  const began = new Date()
  const access = await beginOf(stage, story)
  await putAt(desk.db, access.conversationId, began, clock.now())
  const { name, reach } = story
  if (name || reach) await giveContact(desk, access, { name, reach })
  for (const turn of story.turns) {
    clock.next('by' in turn)
    const since = new Date()
    await take(stage, access, turn, clock.now())
    await putAt(desk.db, access.conversationId, since, clock.now())
  }
  return access
}

async function beginOf({ desk, organisation }: Stage, { locale, channel }: Story): Promise<ClientAccess> {
  const token = newToken(organisation.id)
  const telegramChatId = channel === 'telegram' ? await newChat(desk, organisation.id, locale) : null
  const id = await withinOrganisation(desk.db, organisation.id, async (tx) => {
    const values = { locale, channel, telegramChatId, tokenDigest: digestOf(token) }
    const { conversation } = await begin(tx, desk.masterKey, organisation, values)
    return conversation.id
  })
  return accessWith(id, token)
}

/** A chat of a bot that is not there: nothing is ever sent to it. */
async function newChat({ db }: Desk, organisationId: string, locale: 'nl' | 'en'): Promise<string> {
  const [chat] = await db
    .insert(telegramChats)
    .values({
      bot: 'demonstration',
      addressDigest: randomUUID(),
      sealedAddress: new Uint8Array(),
      organisationId,
      locale,
      consentedAt: new Date(),
    })
    .returning()
  return chat!.id
}

function take(stage: Stage, access: ClientAccess, turn: Turn, now: Date): Promise<unknown> {
  return 'by' in turn ? work(stage, access, turn) : speak(stage, access, turn, now)
}

type ClientTurn = Exclude<Turn, { by: string }>

async function speak(stage: Stage, access: ClientAccess, turn: ClientTurn, now: Date): Promise<unknown> {
  const { desk } = stage
  const assistant = { ...stage.assistant, now: () => now }
  const clientMessageId = randomUUID()
  if ('client' in turn) return receive(desk, access, assistant, { clientMessageId, text: turn.client })
  if ('person' in turn) return receive(desk, access, assistant, { clientMessageId, wantsPerson: true })
  if ('withdraw' in turn) return withdraw(desk, access)
  if ('failing' in turn) {
    return receive(
      desk,
      access,
      { ...assistant, engine: outOfOrder },
      { clientMessageId, text: turn.failing },
    )
  }
  if ('rating' in turn) {
    const { rating: score, comment } = turn
    return rate(desk, access, assistant, { score, ...(comment && { comment }) })
  }
  const { messages } = await ownMessages(desk, access, 0)
  const last = messages.findLast(({ author }) => author === 'assistant')!
  await giveFeedback(desk, access, { seq: last.seq, helpful: turn.thumb === 'up' })
  if (turn.thumb === 'down') await regret(desk, access, now)
}

function outOfOrder(): never {
  throw new Error('the assistant was out of order')
}

/** Who was not helped by an answer is promised a person. */
function regret(desk: Desk, access: ClientAccess, now: Date): Promise<unknown> {
  return changeConversation(desk, access, async (open) => {
    const { changes, words } = await handOff(open, { reason: 'thumb_down', asked: null, now })
    return append(open, [{ author: 'assistant', content: { text: words } }], changes)
  })
}

type StaffTurn = Extract<Turn, { by: string }>

function work({ desk, team, assistant }: Stage, access: ClientAccess, turn: StaffTurn): Promise<unknown> {
  const { conversationId: id } = access
  const me = named(team, turn.by)
  if ('claim' in turn) return claim(desk, me, id)
  if ('reply' in turn) return reply(desk, me, id, { clientMessageId: randomUUID(), text: turn.reply })
  if ('close' in turn)
    return close({ ...desk, assistant }, me, id, {
      result: turn.close,
      ...(turn.note && { note: turn.note }),
    })
  if ('note' in turn) {
    const mentions = turn.mentions.map((name) => named(team, name).staffId)
    return addNote(desk, me, id, { text: turn.note, mentions })
  }
  if ('transfer' in turn) {
    const teamId = team.teams.get(turn.transfer)
    const to = teamId ? { teamId } : { staffId: named(team, turn.transfer).staffId }
    return transfer(desk, me, id, { to, reason: turn.reason })
  }
  if ('refer' in turn) return refer(desk, me, id, { to: turn.refer, text: turn.text })
  if ('snoozeHours' in turn) return snooze(desk, me, id, new Date(Date.now() + turn.snoozeHours * HOUR_MS))
  if ('handBack' in turn) return handBack(desk, me, id)
  return keepDraft(desk, me, id, turn.draft)
}

function named({ members }: Team, firstName: string): StaffMember {
  const member = members.get(firstName)
  if (!member) throw new Error(`nobody in this organisation is called ${firstName}`)
  return member
}

/** Whether somebody of the organisation still has to react. */
export async function isOwed(
  { desk, organisation }: Stage,
  { conversationId }: ClientAccess,
): Promise<boolean> {
  const [row] = await withinOrganisation(desk.db, organisation.id, (tx) =>
    tx.select({ dueAt: conversations.dueAt }).from(conversations).where(eq(conversations.id, conversationId)),
  )
  return row !== undefined && row.dueAt !== null
}
