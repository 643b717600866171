import { defineChatElement } from './element.ts'
import { placeFor } from './placing.ts'

// Null in a script of type module, which is not how we ask to embed it.
const script =
  (document.currentScript as HTMLScriptElement | null) ??
  document.querySelector<HTMLScriptElement>('script[src*="/widget.js"][data-organisation]')

if (script) {
  defineChatElement(new URL(script.src).origin)
  const { organisation } = script.dataset
  if (organisation) {
    if (document.body) placeFor(script, organisation)
    else document.addEventListener('DOMContentLoaded', () => placeFor(script, organisation), { once: true })
  }
}
