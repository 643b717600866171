import { cellName, hiddenCells, TOTAL, type Part } from '../reports/small-numbers/hidden-cells.ts'
import { isHidden, type Hidden } from '../reports/small-numbers/marks.ts'

/** Something that is counted: in which row and column, and whom it is about. */
export type Counted = { row: string; column: string; who: string }

export type Heading = { id: string; name: string }

/** A table as it leaves the organisation, a mark in the place of a number that is hidden. */
export type PublishedTable = {
  rows: Heading[]
  columns: Heading[]
  /** By row and column, '' being the total. */
  cells: Record<string, number | Hidden>
}

/** The hiding of cells looks at every choice of columns; more regions than this are shown as one. */
const MOST_COLUMNS = 12

export const ONE: Heading = { id: 'all', name: '' }

/**
 * Counts and hides what few clients stand behind. `measure` says what is counted of whom; by itself the number of
 * things. What was hidden before stays hidden.
 */
export function publishedTable(
  rows: Heading[],
  columns: Heading[],
  counted: readonly Counted[],
  before: PublishedTable | null,
  measure: 'things' | 'people' = 'things',
): PublishedTable {
  const shownColumns = columns.length > MOST_COLUMNS ? [ONE] : columns
  const isOne = shownColumns.length === 1
  const at = (row: string, column: string): Part => {
    const list = counted.filter(
      (each) => (row === TOTAL || each.row === row) && (column === TOTAL || isOne || each.column === column),
    )
    const people = new Set(list.map(({ who }) => who))
    const count = measure === 'people' ? people.size : list.length
    return { clients: people, contacts: count, minutes: count }
  }
  const ids = (headings: Heading[]) => headings.map(({ id }) => id)
  const hidden = hiddenCells(
    { rows: ids(rows), columns: ids(shownColumns), at, sides: new Map() },
    new Set(hiddenIn(before)),
  )
  const cells: PublishedTable['cells'] = {}
  for (const row of [...ids(rows), TOTAL]) {
    for (const column of [...ids(shownColumns), TOTAL]) {
      const name = cellName(row, column)
      cells[name] = hidden.get(name) ?? at(row, column).contacts
    }
  }
  return { rows, columns: shownColumns, cells }
}

function hiddenIn(table: PublishedTable | null): string[] {
  return Object.entries(table?.cells ?? {}).flatMap(([name, value]) => (isHidden(value) ? [name] : []))
}

/** What a table does not have, it has none of. */
export const valueIn = ({ cells }: PublishedTable, row: string, column = TOTAL): number | Hidden =>
  cells[cellName(row, column)] ?? 0
