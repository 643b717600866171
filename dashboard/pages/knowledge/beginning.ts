/** What clients asked, to be added to an entry once it is open. */
let waiting: { of: string; asked: string[] } | null = null

export function beginWith(staffId: string, name: string, asked: string[]): void {
  waiting = { of: `${staffId} ${name}`, asked }
}

/** Gives it once, to who opens that entry. */
export function begunWith(staffId: string, name: string): string[] {
  const { of, asked } = waiting ?? { of: '', asked: [] }
  waiting = null
  return of === `${staffId} ${name}` ? asked : []
}
