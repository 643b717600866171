import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { agreements, bindings } from '../../db/schema.ts'
import type { Engine } from '../answers/engine.ts'
import { AppError } from '../app-error.ts'
import { bindingOn, type Binding } from '../conversations/bindings.ts'

/** A zorgkantoor region, and who buys the care there. */
export type Region = { region: string; zorgkantoor: string }

/** The agreement that counts on a day; its term may have ended, which is then said. */
export type Agreement = { id: string; title: string; validTo: string | null; hasEnded: boolean }

export const unknownRegion = () => new AppError('signal.unknown_region')

/** The agreement of a day of the organisation of the transaction, with its regions; other agreements have none. */
export async function regionsOn(
  tx: Db,
  engine: Engine,
  day: string,
): Promise<{ agreement: Agreement | null; regions: Region[] }> {
  const bound = await bindingsIn(tx)
  const id = bindingOn(day, bound)
  if (!id) return { agreement: null, regions: [] }
  const [agreement] = await tx.select().from(agreements).where(eq(agreements.id, id))
  if (!agreement) return { agreement: null, regions: [] }
  const { title } = agreement
  const isInForce = bound.some((each) => each.agreementId === id && (each.to === null || each.to >= day))
  const validTo = isInForce ? null : lastDayOf(id, bound)
  return { agreement: { id, title, validTo, hasEnded: !isInForce }, regions: regionsIn(engine, id) }
}

export function bindingsIn(tx: Db): Promise<Binding[]> {
  const { agreementId, bindsFrom, bindsTo } = bindings
  return tx.select({ agreementId, from: bindsFrom, to: bindsTo }).from(bindings)
}

function lastDayOf(id: string, bound: Binding[]): string | null {
  const ends = bound.flatMap((each) => (each.agreementId === id && each.to ? [each.to] : []))
  return ends.toSorted().at(-1) ?? null
}

function regionsIn({ names }: Engine, agreementId: string): Region[] {
  const listed = names.regions.get(agreementId)?.values() ?? []
  const byName = new Map(Array.from(listed, ({ region, zorgkantoor }) => [region, { region, zorgkantoor }]))
  return [...byName.values()].toSorted((a, b) => a.region.localeCompare(b.region, 'nl'))
}
