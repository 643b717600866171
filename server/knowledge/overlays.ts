import type { Bus, Db } from '../../db/client.ts'
import type { Engine } from '../answers/engine.ts'
import { compileOverlay, type Overlay } from '../answers/overlay.ts'
import { currentVersions } from './own-versions.ts'

/** What organisations say themselves, as the assistant answers with it. */
export type Overlays = {
  /** Within a transaction of the organisation; null when it says nothing itself. */
  of: (tx: Db, organisationId: string) => Promise<Overlay | null>
}

/** The word that an organisation has published something. */
const PUBLISHED = 'knowledge'
/** The word of a server that fails as it publishes is never heard: after so long it is looked at anew. */
const KEPT_MS = 60_000

type Kept = { overlay: Overlay | null; until: number }

export const tellPublished = (bus: Bus, organisationId: string) => bus.tell(PUBLISHED, organisationId)

/** Keeps what each organisation says, until any server tells that it has changed. */
export function createOverlays(
  bus: Bus,
  engine: () => Engine,
  unreadable: (error: unknown) => void,
): Overlays {
  const kept = new Map<string, Kept>()
  let changes = 0

  bus.listen(
    PUBLISHED,
    (organisationId) => {
      changes++
      kept.delete(organisationId)
    },
    () => {
      changes++
      kept.clear()
    },
  )

  return {
    async of(tx, organisationId) {
      const known = kept.get(organisationId)
      if (known && Date.now() < known.until) return known.overlay
      const before = changes
      const versions = await currentVersions(tx, organisationId, unreadable)
      const overlay =
        versions.length > 0
          ? compileOverlay(
              engine(),
              versions.map(({ own }) => own),
            )
          : null
      // What was published while this was being read may not be in it.
      if (before === changes) kept.set(organisationId, { overlay, until: Date.now() + KEPT_MS })
      return overlay
    },
  }
}
