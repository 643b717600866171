import { untrack } from 'svelte'
import type { Preferences } from './preferences.svelte.ts'
import { shortcuts, type Actions, type Shortcut } from './shortcuts.ts'

const SEQUENCE_MS = 1_500

const shortcutOf = (keys: string) => shortcuts.find((each) => each.keys === keys)

/** Which action each key does now: what is on the screen offers its own. */
export class Keyboard {
  #offers = $state.raw<Actions[]>([])
  /** While something is about to open that keys are meant for. */
  isPaused = false
  #preferences: Preferences
  #pending = { key: '', at: 0 }

  constructor(preferences: Preferences) {
    this.#preferences = preferences
    addEventListener('keydown', (event) => this.#pressed(event))
  }

  /** What can be done now, for the palette. */
  available = $derived(shortcuts.filter(({ name }) => this.#offers.some((offer) => offer[name])))

  /** Offers actions until what is returned is called. */
  offer(actions: Actions): () => void {
    // An effect that offers does not depend on what others offer.
    untrack(() => (this.#offers = [...this.#offers, actions]))
    return () => (this.#offers = this.#offers.filter((each) => each !== actions))
  }

  run(name: Shortcut['name']): boolean {
    const action = this.#offers.findLast((offer) => offer[name])?.[name]
    action?.()
    return action !== undefined
  }

  #pressed(event: KeyboardEvent) {
    if (
      this.isPaused ||
      event.defaultPrevented ||
      event.isComposing ||
      document.querySelector('[role=dialog], [role=menu]')
    )
      return
    const isCommand = event.ctrlKey || event.metaKey
    if (isCommand && event.key.toLowerCase() === 'k' && this.run('palette')) event.preventDefault()
    if (isCommand || event.altKey || !this.#preferences.shortcuts) return
    const target = event.target as HTMLElement
    const isField = target.matches('input, textarea, select, [contenteditable]')
    if (isField && event.key !== 'Escape') return
    // On a button or a link Enter does what that says.
    if (event.key === 'Enter' && target.matches('button, a, summary')) return
    const found = this.#find(event.key)
    if (found && this.run(found.name)) event.preventDefault()
  }

  #find(key: string): Shortcut | undefined {
    const sequence = Date.now() - this.#pending.at < SEQUENCE_MS ? `${this.#pending.key} ${key}` : key
    this.#pending = { key, at: Date.now() }
    return shortcutOf(sequence) ?? shortcutOf(key)
  }
}
