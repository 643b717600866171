const amsterdamDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' })

/** The day in Amsterdam at a moment, as 2026-11-22. */
export function todayInAmsterdam(now: Date): string {
  return amsterdamDay.format(now).padStart('2026-11-22'.length, '0')
}
