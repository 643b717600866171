import { speak, type Locale } from '../strings.svelte.ts'

export type Theme = 'system' | 'light' | 'dark'

type Kept = { theme: Theme; locale: Locale; sound: boolean; notifications: boolean; shortcuts: boolean }

const PLACE = 'wegwijs.desk'
const usual: Kept = { theme: 'system', locale: 'nl', sound: true, notifications: false, shortcuts: true }

/** What a person set for the desk on this device. */
export class Preferences {
  #kept = $state<Kept>({ ...usual, ...readKept() })

  get theme() {
    return this.#kept.theme
  }

  get locale() {
    return this.#kept.locale
  }

  get sound() {
    return this.#kept.sound
  }

  get notifications() {
    return this.#kept.notifications
  }

  get shortcuts() {
    return this.#kept.shortcuts
  }

  get isDark() {
    return this.theme === 'system'
      ? matchMedia('(prefers-color-scheme: dark)').matches
      : this.theme === 'dark'
  }

  async change(changes: Partial<Kept>): Promise<void> {
    Object.assign(this.#kept, changes)
    try {
      localStorage.setItem(PLACE, JSON.stringify(this.#kept))
    } catch {
      // A browser that keeps nothing forgets it after this tab.
    }
    await this.apply()
  }

  async apply(): Promise<void> {
    document.documentElement.dataset.theme = this.theme
    await speak(this.locale)
  }
}

function readKept(): Partial<Kept> {
  try {
    return JSON.parse(localStorage.getItem(PLACE) ?? '{}')
  } catch {
    return {}
  }
}
