import type { Conversation } from './conversation.svelte.ts'

/** A tab at which nobody has looked for so long need not be kept up to date. */
const REST_AFTER_MS = 60_000

export function restWhileHidden(conversation: Conversation): void {
  let timer: ReturnType<typeof setTimeout>
  const changed = () => {
    clearTimeout(timer)
    if (document.hidden) timer = setTimeout(() => conversation.rest(), REST_AFTER_MS)
    else conversation.resume()
  }
  document.addEventListener('visibilitychange', changed, { signal: conversation.gone })
}
