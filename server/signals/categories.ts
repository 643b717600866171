import { and, asc, eq, ne } from 'drizzle-orm'
import { type Db } from '../../db/client.ts'
import { signalCategories, type signalKind } from '../../db/schema.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { AppError } from '../app-error.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import usual from './usual-categories.json' with { type: 'json' }
import { asStaff } from '../staff/as-staff.ts'

export type SignalKind = (typeof signalKind.enumValues)[number]
export type Category = { id: string; kind: SignalKind; name: string; isArchived: boolean }

export const noSuchCategory = () => new AppError('signal_category.not_found')
const nameTaken = () => new AppError('signal_category.name_taken')

/** The categories of the organisation of the transaction; those of the field, as long as it has none of its own. */
export async function categoriesIn(tx: Db, organisationId: string): Promise<Category[]> {
  const known = await read(tx)
  if (known.length > 0) return known
  const offered = (['signal', 'complaint'] as const).flatMap((kind) =>
    usual[kind].map((name) => ({ organisationId, kind, name })),
  )
  await tx.insert(signalCategories).values(offered).onConflictDoNothing()
  return read(tx)
}

async function read(tx: Db): Promise<Category[]> {
  const rows = await tx
    .select()
    .from(signalCategories)
    .orderBy(asc(signalCategories.kind), asc(signalCategories.name))
  return rows.map(shown)
}

export function addCategory(
  { db }: Store,
  me: StaffMember,
  { kind, name }: { kind: SignalKind; name: string },
): Promise<Category> {
  const { organisationId } = me
  return asStaff(db, me, async (tx) => {
    await categoriesIn(tx, organisationId)
    const values = { organisationId, kind, name: maskPersonalNumbers(name) }
    const [added] = await tx.insert(signalCategories).values(values).onConflictDoNothing().returning()
    if (!added) throw nameTaken()
    return shown(added)
  })
}

/** Gives a category another name, also in what was written under it, or stops or starts offering it. */
export function changeCategory(
  { db }: Store,
  me: StaffMember,
  id: string,
  { name, isArchived }: { name: string; isArchived: boolean },
  now = new Date(),
): Promise<Category> {
  return asStaff(db, me, async (tx) => {
    const [before] = await tx.select().from(signalCategories).where(eq(signalCategories.id, id)).for('update')
    if (!before) throw noSuchCategory()
    const wanted = maskPersonalNumbers(name)
    const { id: column, kind, name: named } = signalCategories
    const namesakes = await tx
      .select({ id: column })
      .from(signalCategories)
      .where(and(eq(kind, before.kind), eq(named, wanted), ne(column, id)))
    if (namesakes.length > 0) throw nameTaken()
    const archivedAt = isArchived ? (before.archivedAt ?? now) : null
    const [changed] = await tx
      .update(signalCategories)
      .set({ name: wanted, archivedAt })
      .where(eq(signalCategories.id, id))
      .returning()
    return shown(changed!)
  })
}

function shown({ id, kind, name, archivedAt }: typeof signalCategories.$inferSelect): Category {
  return { id, kind, name, isArchived: archivedAt !== null }
}
