import { createHash } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { type Db } from '../../db/client.ts'
import { knowledgeEntries, knowledgeVersions } from '../../db/schema.ts'
import type { Engine } from '../answers/engine.ts'
import { AppError } from '../app-error.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { noSuchEntry, withoutOwn, type Edited } from './edited.ts'
import type { OwnVersion } from './knowledge.ts'
import { tellPublished } from './overlays.ts'
import { versionsOf } from './own-versions.ts'
import { requireSound, versionIn } from './try-out.ts'
import { workplaceOf, type Workplace } from './workplace.ts'
import { asStaff } from '../staff/as-staff.ts'

export const changedMeanwhile = () => new AppError('knowledge.changed_meanwhile')

/** The version that a coordinator has before him; 0 when there is none of the organisation's own. */
type Seen = { basedOn: number }

/** What has been published: the entry's name and its version. */
export type Kept = { name: string; version: number }

/** Goes back to the common text, or for what the organisation added itself, takes it out of use. */
export const COMMON = 0

/**
 * Makes the edited entry what the organisation's clients are told from now on, on every server. Refuses while a check
 * fails, and when a colleague has published it meanwhile.
 */
export function publish(
  store: Store,
  me: StaffMember,
  engine: Engine,
  { basedOn, ...edited }: Edited & Seen,
  now = new Date(),
): Promise<Kept> {
  return publishing(store, me, engine, now, async (tx, place) => {
    const own = versionIn(place, edited)
    requireSound(own, place)
    return keep(tx, me, own, { basedOn, restores: null, now })
  })
}

/** Makes an earlier version the current one again, as a new version that says which one it brings back. */
export function restore(
  store: Store,
  me: StaffMember,
  engine: Engine,
  { name, version, basedOn }: { name: string; version: number } & Seen,
  now = new Date(),
): Promise<Kept> {
  return publishing(store, me, engine, now, async (tx, place) => {
    const versions = await versionsOf(tx, me.organisationId, name)
    const earlier = versions.find((each) => each.version === (version === COMMON ? basedOn : version))
    if (!earlier) throw noSuchEntry()
    const own = version === COMMON ? withoutOwn(earlier.own) : earlier.own
    if (version !== COMMON) requireSound(own, place)
    return keep(tx, me, own, { basedOn, restores: version, now })
  })
}

async function publishing(
  { db, bus }: Store,
  me: StaffMember,
  engine: Engine,
  now: Date,
  work: (tx: Db, place: Workplace) => Promise<Kept>,
): Promise<Kept> {
  const { organisationId } = me
  const kept = await asStaff(db, me, async (tx) =>
    work(tx, await workplaceOf(tx, organisationId, engine, now)),
  )
  tellPublished(bus, organisationId)
  return kept
}

async function keep(
  tx: Db,
  { organisationId, staffId: publishedBy }: StaffMember,
  content: OwnVersion,
  { basedOn, restores, now }: Seen & { restores: number | null; now: Date },
): Promise<Kept> {
  const version = basedOn + 1
  const entry = { organisationId, name: content.id, currentVersion: version }
  // Of two who publish at once the second finds another version than the one that he saw.
  const [stored] =
    basedOn === 0
      ? await tx.insert(knowledgeEntries).values(entry).onConflictDoNothing().returning()
      : await tx
          .update(knowledgeEntries)
          .set({ currentVersion: version })
          .where(
            and(
              eq(knowledgeEntries.organisationId, organisationId),
              eq(knowledgeEntries.name, content.id),
              eq(knowledgeEntries.currentVersion, basedOn),
            ),
          )
          .returning()
  if (!stored) throw changedMeanwhile()
  const digest = createHash('sha256').update(JSON.stringify(content)).digest('hex')
  await tx.insert(knowledgeVersions).values({
    entryId: stored.id,
    organisationId,
    version,
    content,
    digest,
    publishedBy,
    restores,
    createdAt: now,
  })
  return { name: content.id, version }
}
