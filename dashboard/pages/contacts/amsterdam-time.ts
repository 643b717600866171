const ZONE = 'Europe/Amsterdam'

const fields = new Intl.DateTimeFormat('sv-SE', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
})

/** What the calendar and the clock in Amsterdam show at a moment, as fields of a form hold it. */
export function dayAndClock(at: string | number): { day: string; clock: string } {
  const [day = '', clock = ''] = fields.format(new Date(at)).split(' ')
  return { day, clock }
}

/** The moment at which Amsterdam shows this day and clock; null while the fields are not filled in. */
export function momentOf(day: string, clock: string): string | null {
  const asUtc = Date.parse(`${day}T${clock}Z`)
  if (Number.isNaN(asUtc)) return null
  // Amsterdam is one or two hours ahead: the guess that shows this clock is right.
  const found = [1, 2]
    .map((hours) => asUtc - hours * 3_600_000)
    .find((at) => {
      const shown = dayAndClock(at)
      return shown.day === day && shown.clock === clock
    })
  return new Date(found ?? asUtc - 3_600_000).toISOString()
}
