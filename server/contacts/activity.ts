/** Longer silences are no work on this contact (our choice; an organisation corrects the minutes where it was). */
export const idleGapMinutes = 5

const MINUTE_MS = 60_000

/** Minutes of activity, rounded up: the time between one moment and the next, silences of more than 5 minutes left out. */
export function activeMinutes(moments: readonly Date[]): number {
  const inOrder = moments.map((each) => each.getTime()).toSorted((a, b) => a - b)
  const active = inOrder.reduce((total, at, i) => {
    const gap = at - (inOrder[i - 1] ?? at)
    return gap > idleGapMinutes * MINUTE_MS ? total : total + gap
  }, 0)
  return Math.ceil(active / MINUTE_MS)
}
