import type { OwnDesk } from '../../server/http/desk-shapes.ts'
import type { Api } from '../api.ts'
import { Refusal } from '../refusal.ts'

/** What the log-in page asks for. */
const LOGS_IN_AGAIN = [
  'staff.not_logged_in',
  'staff.second_factor_missing',
  'staff.organisation_not_chosen',
  'staff.no_organisation',
]
/** The server locks a session that does nothing; reading and moving the mouse it does not see by itself. */
const USE_IS_TOLD_AFTER_MS = 60_000

/** Who is at this desk, and whether he may see it now. */
export class Session {
  own = $state<OwnDesk | null>(null)
  stage = $state<'loading' | 'logged_out' | 'ready' | 'unreachable'>('loading')
  /** The page stays as it is under the lock or the log-in, so that nothing half written is lost. */
  isLocked = $state(false)
  #api: Api
  #lastUsed = Date.now()
  #lastToldUse = Date.now()

  constructor(api: Api) {
    this.#api = api
    for (const sign of ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const)
      addEventListener(sign, () => (this.#lastUsed = Date.now()), { passive: true, capture: true })
    setInterval(() => this.#lockWhenIdle(), 5_000)
    setInterval(() => this.#tellUse(), USE_IS_TOLD_AFTER_MS)
  }

  /** Opens the desk to who has just shown who he is. */
  async enter(): Promise<void> {
    if (!(await this.load())) return
    this.isLocked = false
    this.#lastUsed = Date.now()
  }

  /** Reads the desk; a lock stays shut, since this may also happen by itself. */
  async load(): Promise<boolean> {
    try {
      const own = await this.#api.own()
      // What the one left open is not for the next to see.
      if (this.own && this.own.me.id !== own.me.id) location.reload()
      this.own = own
      this.stage = 'ready'
      return true
    } catch (error) {
      if (this.stage === 'loading') this.stage = 'unreachable'
      // A desk that was locked before it was ever open shows no lock but the log-in.
      if (this.isLocked && !this.own) this.stage = 'logged_out'
      if (!(error instanceof Refusal)) throw error
      return false
    }
  }

  heed({ code }: Refusal): void {
    if (code === 'staff.locked') this.isLocked = true
    // The lock asks for all that logging in does; what comes back meanwhile must not take its fields away.
    if (LOGS_IN_AGAIN.includes(code) && !this.isLocked) this.stage = 'logged_out'
  }

  /** Whether it may be seen and used now. */
  get isOpen(): boolean {
    return this.own !== null && this.stage === 'ready' && !this.isLocked
  }

  colleague(id: string | null) {
    return this.own?.colleagues.find((each) => each.id === id) ?? null
  }

  #tellUse() {
    if (!this.isOpen || this.#lastUsed < this.#lastToldUse) return
    this.#lastToldUse = Date.now()
    this.#api.noteActivity().catch((error) => {
      if (!(error instanceof Refusal)) throw error
    })
  }

  #lockWhenIdle() {
    if (!this.own || !this.isOpen) return
    // A clock that stood still while the machine slept counts as well.
    if (Date.now() - this.#lastUsed > this.own.lockAfterSeconds * 1_000) this.isLocked = true
  }
}
