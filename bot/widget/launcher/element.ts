import css from './launcher.css?inline'
import tokens from '../tokens.css?inline'
import { wearColour } from './colour.ts'
import { floatingPanel, panelInPage, type Panel } from './panel.ts'
import { localeOf } from './strings.ts'

/** Makes `<wegwijs-chat>` known to the page; the chat itself comes from the server when it is first opened. */
export function defineChatElement(ownServer: string): void {
  if (customElements.get('wegwijs-chat')) return

  class WegwijsChat extends HTMLElement {
    readonly #root = this.attachShadow({ mode: 'open' })
    #panel: Panel | null = null

    connectedCallback() {
      if (this.#panel) return
      const position = this.getAttribute('position') ?? 'right'
      const locale = localeOf(this)
      const frame = document.createElement('div')
      frame.className = `frame ${position}`
      frame.lang = locale
      wearColour(frame, this.getAttribute('colour') ?? '')
      this.#root.adoptedStyleSheets = []
      this.#wear(tokens + css)
      this.#root.replaceChildren(frame)

      const inPage = position === 'page'
      const settings = {
        server: this.getAttribute('server') ?? ownServer,
        organisation: this.getAttribute('organisation') ?? '',
        locale,
        inPage,
        wear: (text: string) => this.#wear(text),
      }
      this.#panel = inPage ? panelInPage(frame, settings) : floatingPanel(frame, settings)
      if (this.hasAttribute('open')) this.#panel.open()
    }

    disconnectedCallback() {
      // An element that is moved within the page is back at once.
      queueMicrotask(() => {
        if (this.isConnected) return
        this.#panel?.remove()
        this.#panel = null
      })
    }

    /** A page with a strict policy allows no style elements, but does allow these. */
    #wear(text: string) {
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(text)
      this.#root.adoptedStyleSheets = [...this.#root.adoptedStyleSheets, sheet]
    }
  }

  customElements.define('wegwijs-chat', WegwijsChat)
}
