import { randomBytes } from 'node:crypto'
import { and, eq, inArray, isNotNull, isNull, or } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import {
  acuteNotices,
  clientMerges,
  clients,
  clientTerms,
  consents,
  contacts,
  conversations,
  emergencyAccesses,
  rightsRequests,
  sharings,
  signalChanges,
  signals,
  supportQuestions,
} from '../../db/schema.ts'
import { seal, type Key } from '../../db/sealing.ts'
import { AppError } from '../app-error.ts'
import { clientErased, clientFor, lockedRoots, toldOf, type Client } from '../clients/client.ts'
import { inTurn } from '../clients/create.ts'
import type { Registry } from '../contacts/contact.ts'
import { besideOthers } from '../contacts/turn.ts'
import { openConversation, type Conversation } from '../conversations/conversation.ts'
import { organisationKey } from './data-keys.ts'
import { withoutPerson, type Person } from '../signals/leads-to-person.ts'
import { sealed, textsOf } from '../signals/signal.ts'
import { eraseIn } from './erase-conversation.ts'

export type Erased = {
  /** Everybody who counted as this one person. */
  clientIds: string[]
  conversationIds: string[]
  counts: Record<string, number>
}

const changedMeanwhile = () => new AppError('client.changed_meanwhile')

/**
 * Erases the file of a client, of who was merged into him and of whom he was merged into: he is one person. Nobody can
 * know any more who he was; the same person coming back is a new client. What was done for him stays, with its
 * minutes, and so every figure is what it was. The caller proves it with what this gives.
 */
export async function eraseClientIn(
  tx: Db,
  registry: Registry,
  clientId: string,
  now = new Date(),
): Promise<Erased> {
  const client = await clientFor(tx, clientId)
  if (client.erasedAt) throw clientErased(client)
  const { organisationId } = client
  const key = await organisationKey(tx, registry.masterKey, organisationId)
  // Conversations before the ledger and that before the clients, as everybody locks them.
  const chats = await eraseConversationsOf(tx, registry, await sameAs(tx, client), now)
  await besideOthers(tx, organisationId)
  await inTurn(tx, organisationId)
  const clientIds = [...(await lockedRoots(tx, [clientId])).keys()]
  if ((await conversationsOf(tx, clientIds)).length > 0) throw changedMeanwhile()
  const known = await tx.select().from(clients).where(inArray(clients.id, clientIds))
  await eraseFromSignals(tx, key, known)
  await eraseOutsideInvolvement(tx, key, clientIds)
  const counts = {
    ...chats.counts,
    clients: clientIds.length,
    ...(await eraseFile(tx, clientIds)),
  }
  for (const { id } of known) await eraseIdentity(tx, id, now)
  return { clientIds, conversationIds: chats.ids, counts }
}

async function sameAs(tx: Db, { uniqueClientId }: Client): Promise<string[]> {
  const rows = await tx
    .select({ id: clients.id })
    .from(clients)
    .where(eq(clients.uniqueClientId, uniqueClientId))
  return rows.map(({ id }) => id)
}

const conversationsOf = (tx: Db, clientIds: string[]): Promise<Pick<Conversation, 'id'>[]> =>
  tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(inArray(conversations.clientId, clientIds), isNull(conversations.erasedAt)))
    .orderBy(conversations.id)

async function eraseConversationsOf(tx: Db, registry: Registry, clientIds: string[], now: Date) {
  const ids = (await conversationsOf(tx, clientIds)).map(({ id }) => id)
  const counts: Record<string, number> = {}
  for (const id of ids) {
    const open = await openConversation(tx, registry.masterKey, eq(conversations.id, id), 'lock')
    if (!open || open.conversation.erasedAt) continue
    for (const [what, many] of Object.entries(await eraseIn(open, registry, now)))
      counts[what] = (counts[what] ?? 0) + many
  }
  return { ids, counts }
}

/** All that was written down of him; the rows that count stay, without a word. */
async function eraseFile(tx: Db, ids: string[]): Promise<Record<string, number>> {
  const notes = await tx
    .update(contacts)
    .set({ sealedNote: null, sealedReason: null })
    .where(
      and(
        or(inArray(contacts.clientId, ids), inArray(contacts.uniqueClientId, ids)),
        or(isNotNull(contacts.sealedNote), isNotNull(contacts.sealedReason)),
      ),
    )
    .returning({ id: contacts.id })
  const questions = await tx
    .update(supportQuestions)
    .set({ sealedAim: null, sealedEvaluation: null })
    .where(inArray(supportQuestions.clientId, ids))
    .returning({ id: supportQuestions.id })
  const given = await tx
    .delete(consents)
    .where(inArray(consents.clientId, ids))
    .returning({ id: consents.id })
  await tx
    .update(clientMerges)
    .set({ sealedReason: null })
    .where(or(inArray(clientMerges.clientId, ids), inArray(clientMerges.intoId, ids)))
  await tx.delete(clientTerms).where(inArray(clientTerms.clientId, ids))
  await tx
    .update(rightsRequests)
    .set({ sealedAsked: null, sealedIdentity: null, sealedReason: null, sealedAnswer: null })
    .where(inArray(rightsRequests.clientId, ids))
  return { contactNotes: notes.length, supportQuestions: questions.length, consents: given.length }
}

/** A signal is anonymous (bijlage-5-art-2) and stays; what in it leads to this person after all does not. */
async function eraseFromSignals(tx: Db, key: Key, known: readonly Client[]): Promise<void> {
  const ids = known.map(({ id }) => id)
  const rows = await tx.select().from(signals).where(inArray(signals.clientId, ids))
  const person = personIn(key, known)
  for (const row of rows) {
    const { provider, facts, bottleneck } = textsOf(row, key)
    const without = (text: string) => withoutPerson(text, person)
    const texts = {
      provider: without(provider),
      facts: {
        client: without(facts.client),
        indication: without(facts.indication),
        question: without(facts.question),
        problem: without(facts.problem),
      },
      bottleneck: without(bottleneck),
    }
    await tx
      .update(signals)
      .set(sealed(key, row.id, texts))
      .where(eq(signals.id, row.id))
    await tx.delete(signalChanges).where(eq(signalChanges.signalId, row.id))
    await tx.update(acuteNotices).set({ sealedNote: null }).where(eq(acuteNotices.signalId, row.id))
  }
}

/**
 * That a file was opened in an emergency, or told of without consent, stays to be judged; not why, nor what was told.
 * Their columns cannot be empty, so an empty text takes the place of what they said.
 */
async function eraseOutsideInvolvement(tx: Db, key: Key, ids: string[]): Promise<void> {
  const accesses = await tx
    .select({ id: emergencyAccesses.id })
    .from(emergencyAccesses)
    .where(inArray(emergencyAccesses.clientId, ids))
  for (const { id } of accesses)
    await tx
      .update(emergencyAccesses)
      .set({ sealedReason: seal(key, `emergency_accesses/${id}/reason`, ''), sealedJudgement: null })
      .where(eq(emergencyAccesses.id, id))
  const shared = await tx.select().from(sharings).where(inArray(sharings.clientId, ids))
  for (const { id, sealedVitalInterest } of shared) {
    const empty = (what: string, text = '') => seal(key, `sharings/${id}/${what}`, text)
    await tx
      .update(sharings)
      .set({
        sealedTo: empty('to'),
        sealedWhat: empty('what'),
        sealedVitalInterest: sealedVitalInterest && empty('vital-interest', NO_INTEREST),
        sealedJudgement: null,
      })
      .where(eq(sharings.id, id))
  }
}

/** In the shape in which it is read. */
const NO_INTEREST = JSON.stringify({ ground: 'life', reason: '', consulted: '' })

function personIn(key: Key, known: readonly Client[]): Person {
  const told = known.map((client) => toldOf(key, client))
  const names = told.flatMap(({ name, representative }) => [name, representative?.name ?? ''])
  return { names: names.filter(Boolean), birthDate: told[0]!.birthDate }
}

/** The hash that found him gives way to one that finds nobody. */
async function eraseIdentity(tx: Db, id: string, now: Date): Promise<void> {
  await tx
    .update(clients)
    .set({
      identity: `erased ${randomBytes(32).toString('hex')}`,
      sealedName: null,
      sealedBirthDate: null,
      sealedContact: null,
      sealedRepresentative: null,
      municipality: null,
      changedAt: now,
      erasedAt: now,
    })
    .where(eq(clients.id, id))
}
