import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { bindings } from '../../db/schema.ts'
import type { Engine } from '../answers/engine.ts'
import { compileOverlay, type Overlay } from '../answers/overlay.ts'
import { isForWlzAlone } from '../answers/reply.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { bindingOn } from '../conversations/bindings.ts'
import type { Entry, OwnVersion } from './knowledge.ts'
import { currentVersions, type Published } from './own-versions.ts'

/** What an organisation has to edit its knowledge with. */
export type Workplace = {
  engine: Engine
  /** The agreements that bind or bound its clients, the one of today first. */
  agreements: string[]
  today: string
  own: Map<string, Published>
  overlay: Overlay
}

export async function workplaceOf(
  tx: Db,
  organisationId: string,
  engine: Engine,
  now: Date,
): Promise<Workplace> {
  const bound = await tx.select().from(bindings).where(eq(bindings.organisationId, organisationId))
  const known = bound.map(({ agreementId, bindsFrom: from, bindsTo: to }) => ({ agreementId, from, to }))
  const today = todayInAmsterdam(now)
  const newestFirst = known.toSorted((a, b) => b.from.localeCompare(a.from))
  const current = bindingOn(today, known)
  const agreements = new Set([...(current ? [current] : []), ...newestFirst.map((each) => each.agreementId)])
  const published = await currentVersions(tx, organisationId)
  return {
    engine,
    agreements: [...agreements],
    today,
    own: new Map(published.map((each) => [each.own.id, each])),
    overlay: compileOverlay(
      engine,
      published.map(({ own }) => own),
    ),
  }
}

/** Whether clients of the organisation may ask it: what concerns the Wlz alone is not asked elsewhere. */
export function mayBeMeant(entry: Entry, { agreements }: Workplace): boolean {
  return !isForWlzAlone(entry) || agreements.some((agreement) => agreement.startsWith('wlz-'))
}

/** What the organisation would say with this version in place of the current one. */
export function overlayWith({ engine, own }: Workplace, version: OwnVersion): Overlay {
  const others = [...own.values()].map((each) => each.own).filter(({ id }) => id !== version.id)
  return compileOverlay(engine, [...others, version])
}
