import { endOf } from './quarters.ts'

/** Where the signals of a quarter and category are listed; of any category when it is left out. */
export function rowsAt(quarter: string, category?: string, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({ kind: 'signal', from: quarter, to: endOf(quarter), ...more })
  if (category) query.set('category', category)
  return `/dashboard/signals?${query}`
}
