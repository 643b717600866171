/** What stands in a column, and so how it is written: as text, as a number or as a date. */
export type ColumnKind = 'text' | 'number' | 'minutes' | 'euro' | 'day' | 'moment' | 'percent'

export type Column = {
  title: string
  /** In characters. */
  width?: number
  kind: ColumnKind
}

/** A day as 2026-11-22, a moment as a Date, money in euros, a percentage as a share of 1. */
export type Cell = string | number | Date | null

export type Sheet = {
  name: string
  columns: Column[]
  rows: Cell[][]
  /** Set apart below the rows. */
  totals?: Cell[]
  /** Sentences below all that. */
  notes?: string[]
}
