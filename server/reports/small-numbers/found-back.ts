import { FEWEST_CLIENTS, isFew, leastUnder, markOf } from './marks.ts'

/** What stands behind a number of a table: who, how many contacts, how many minutes. */
export type Part = { clients: ReadonlySet<string>; contacts: number; minutes: number }

/**
 * A table with its totals: the last row and the last column hold them. Whoever reads it knows every number that is
 * not hidden, and that each row and each column adds up.
 */
export type Grid = {
  rows: number
  columns: number
  at: (row: number, column: number) => Part
  isHidden: (row: number, column: number) => boolean
}

export type Place = readonly [row: number, column: number]

/** Hidden cells whose sum can be found back. */
export type Leak = Place[]

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i)

/**
 * Some totals from which the numbers of fewer than 5 clients follow. The totals of some rows less those of some
 * columns leave the cells of those rows outside those columns, provided nothing else is hidden in the columns. Every
 * sum of cells that follows from the totals is made of such ones, as a table's equations are totally unimodular.
 */
export function leakOf(grid: Grid): Leak | null {
  const unknowns = numbers(grid.rows).map((row) =>
    numbers(grid.columns).reduce(
      (bits, column) => (grid.isHidden(row, column) ? bits | (1 << column) : bits),
      0,
    ),
  )
  for (let chosen = 0; chosen < 1 << grid.columns; chosen++) {
    const rows = numbers(grid.rows).filter((row) => unknowns[row]! & chosen)
    const leak = rows.length > 0 && leakAt(grid, unknowns, rows, chosen)
    if (leak) return leak
  }
  // Of no columns: what is hidden in a row by itself.
  for (const row of numbers(grid.rows)) {
    const leak = leakAt(grid, unknowns, [row], 0)
    if (leak) return leak
  }
  return null
}

function leakAt(grid: Grid, unknowns: number[], rows: number[], chosen: number): Leak | null {
  const clients = new Set<string>()
  const cells: Leak = []
  const totals = 1 << (grid.columns - 1)
  for (const row of rows) {
    const outside = unknowns[row]! & ~chosen
    // A total that is hidden as well: nothing follows.
    if (outside & totals || (outside && row === grid.rows - 1)) return null
    for (const column of numbers(grid.columns)) {
      if (!(outside & (1 << column))) continue
      cells.push([row, column])
      for (const client of grid.at(row, column).clients) clients.add(client)
    }
    if (clients.size >= FEWEST_CLIENTS) return null
  }
  return isFew(clients.size) ? cells : null
}

/** The hidden cells that can have one value only, as none holds less than its mark says. */
export function settledCells(grid: Grid): Place[] {
  const found: Place[] = []
  const measures = [roomOf(grid, ({ contacts }) => contacts), roomOf(grid, ({ minutes }) => minutes)]
  for (const row of numbers(grid.rows)) {
    for (const column of numbers(grid.columns)) {
      if (!grid.isHidden(row, column)) continue
      if (measures.some((room) => !canDiffer(room, row, column))) found.push([row, column])
    }
  }
  return found
}

type Room = { rises: boolean[][]; falls: boolean[][] }

/** Whether it could be one more: what is shown as "x" and is nothing could only be 5 or more. */
export const canRise = (value: number) => value > 0

/** Whether it could be one less: not below what its mark says, nor from 5 to what "<5" would stand for. */
export const canFall = (value: number, clients: number) => value > leastUnder(markOf(clients))

/** Which hidden numbers could be larger or smaller, totals the other way round: they grow with their parts. */
function roomOf(grid: Grid, measure: (part: Part) => number): Room {
  const of = (can: (part: Part) => boolean, canTotal: (part: Part) => boolean) =>
    numbers(grid.rows).map((row) =>
      numbers(grid.columns).map((column) => {
        const isTotal = (row === grid.rows - 1) !== (column === grid.columns - 1)
        return grid.isHidden(row, column) && (isTotal ? canTotal : can)(grid.at(row, column))
      }),
    )
  const rise = (part: Part) => canRise(measure(part))
  const fall = (part: Part) => canFall(measure(part), part.clients.size)
  return { rises: of(rise, fall), falls: of(fall, rise) }
}

/**
 * Whether a cell could hold more or less with every total the same: what it gains has to be lost in its column, gained
 * in that row, and so on round to its own row.
 */
function canDiffer({ rises, falls }: Room, row: number, column: number): boolean {
  const [rows, columns] = [numbers(rises.length), numbers(rises[0]!.length)]
  const other = (r: number, c: number) => r !== row || c !== column
  const risingIn = (c: number) => rows.filter((r) => other(r, c) && rises[r]![c])
  const fallingIn = (c: number) => rows.filter((r) => other(r, c) && falls[r]![c])
  const rising = (r: number) => columns.filter((c) => other(r, c) && rises[r]![c])
  const falling = (r: number) => columns.filter((c) => other(r, c) && falls[r]![c])
  if (rises[row]![column] && leadsTo(column, row, fallingIn, rising)) return true
  return Boolean(falls[row]![column]) && leadsTo(column, row, risingIn, falling)
}

/** Whether steps over and back lead from one row or column to the other. */
function leadsTo(
  begin: number,
  end: number,
  over: (at: number) => number[],
  back: (at: number) => number[],
): boolean {
  const seen = new Set([begin])
  let edge = [begin]
  while (edge.length > 0) {
    const reached = new Set(edge.flatMap(over))
    if (reached.has(end)) return true
    edge = [...new Set([...reached].flatMap(back))].filter((at) => !seen.has(at))
    edge.forEach((at) => seen.add(at))
  }
  return false
}
