/** The time, as far as what is shown depends on it. */
export class Clock {
  /** Changes every second; only for what counts in seconds. */
  second = $state(Date.now())
  /** Changes every half minute. */
  now = $state(Date.now())

  constructor() {
    setInterval(() => (this.second = Date.now()), 1_000)
    setInterval(() => (this.now = Date.now()), 30_000)
  }
}
