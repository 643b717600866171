import type { Locale } from './words.ts'

/** What the element in the page gives to the chat inside it. */
export type Frame = {
  target: HTMLElement
  server: string
  organisation: string
  locale: Locale
  /** Whether the chat fills a place in the page, instead of floating above it. */
  inPage: boolean
  wear: (css: string) => void
  close: () => void
  showUnread: (count: number) => void
}

/** What the element tells the chat. */
export type Chat = { shown: () => void; hidden: () => void; focusField: () => void; remove: () => void }
