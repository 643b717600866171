import type { Reply } from './compose.ts'
import type { Engine } from './engine.ts'
import { sectionOf } from './look.ts'
import type { Overlay } from './overlay.ts'

const MOST_RELATED = 3

/** Questions that people ask next and that this agreement answers. */
export function relatedQuestions(
  { entries }: Engine,
  { topic }: Reply,
  agreement: string | null,
  overlay: Overlay | null = null,
): string[] {
  const entry = topic === null ? undefined : entries.get(topic)
  if (!entry || !agreement) return []
  return entry.related
    .flatMap((id) => overlay?.entries.get(id) ?? entries.get(id) ?? [])
    .filter((related) => sectionOf(related, agreement) !== null)
    .map(({ question }) => question)
    .slice(0, MOST_RELATED)
}
