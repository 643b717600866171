import type { Quote } from './draft.svelte.ts'

/** What is chosen in the text of an agreement: words within one section, or across several, which no quote can be. */
export type Chosen = Quote | 'across' | null

/** Reads what is selected within an element whose sections carry their id. */
export function chosenIn(text: HTMLElement, selection: Selection | null): Chosen {
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null
  const { startContainer, endContainer } = selection.getRangeAt(0)
  if (!text.contains(startContainer) || !text.contains(endContainer)) return null
  const quote = selection.toString().replace(/\s+/gu, ' ').trim()
  if (!quote) return null
  const [section, last] = [startContainer, endContainer].map(sectionAround)
  return section && section === last ? { section, quote } : 'across'
}

function sectionAround(node: Node): string | undefined {
  const element = node instanceof Element ? node : node.parentElement
  return element?.closest<HTMLElement>('[data-section]')?.dataset.section
}
