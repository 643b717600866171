import { Refusal } from '../refusal.ts'
import { t } from '../strings.svelte.ts'

export type Toast = {
  id: number
  text: string
  isProblem: boolean
  undo: (() => Promise<void>) | null
}

/** Long enough to read it and reach the button with the keyboard. */
const SHOWN_MS = 10_000

/** What the desk tells about something just done, with the way back where there is one. */
export class Toasts {
  list = $state<Toast[]>([])
  #lastId = 0

  tell(text: string, undo: Toast['undo'] = null): void {
    this.#add({ text, isProblem: false, undo })
  }

  tellProblem(error: unknown): void {
    const text = error instanceof Refusal ? error.inWords : t('problem.unknown', { requestId: '-' })
    this.#add({ text, isProblem: true, undo: null })
    if (!(error instanceof Refusal)) throw error
  }

  remove(id: number): void {
    this.list = this.list.filter((each) => each.id !== id)
  }

  #add(toast: Omit<Toast, 'id'>) {
    const id = ++this.#lastId
    this.list = [...this.list.filter(({ text }) => text !== toast.text), { id, ...toast }].slice(-3)
    setTimeout(() => this.remove(id), SHOWN_MS)
  }
}
