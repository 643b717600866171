import { cellName, TOTAL } from '../reports/hidden-cells.ts'
import { ONE, type Heading } from './published-table.ts'
import type { QuarterContent, QuarterTexts, TableName } from './quarter-content.ts'

type Whole = QuarterContent & { texts: QuarterTexts }

/** Something that a version says otherwise than the one before: a number of a table, or a text. */
export type FigureChange =
  | {
      what: 'cell'
      table: TableName
      row: string
      column: string
      before: number | null
      after: number | null
    }
  | { what: 'average' | 'median'; before: number | null; after: number | null }
  | { what: 'remarks' | 'trends' | 'annex' }

/** What the later says otherwise, hidden numbers as hidden. */
export function changesBetween(earlier: Whole, later: Whole): FigureChange[] {
  const tables = Object.keys(later.tables) as TableName[]
  return [
    ...tables.flatMap((table) => cellChanges(table, earlier, later)),
    ...numberChange('average', earlier.averageRating, later.averageRating),
    ...numberChange('median', earlier.medianMinutes, later.medianMinutes),
    ...textChanges(earlier.texts, later.texts),
  ]
}

function cellChanges(table: TableName, earlier: Whole, later: Whole): FigureChange[] {
  const both = [earlier.tables[table], later.tables[table]]
  const total: Heading = { id: TOTAL, name: '' }
  const rows = unique([...both.flatMap((each) => each.rows), total])
  const columns = unique([...both.flatMap((each) => each.columns), total]).filter(({ id }) => id !== ONE.id)
  return rows.flatMap((row) =>
    columns.flatMap((column) => {
      const name = cellName(row.id, column.id)
      const [before, after] = both.map(({ cells }) => valueOf(cells, name)) as [number | null, number | null]
      if (before === after) return []
      return [{ what: 'cell', table, row: row.name, column: column.name, before, after } as const]
    }),
  )
}

const unique = (headings: Heading[]) => [...new Map(headings.map((each) => [each.id, each])).values()]

/** What a table does not have, it has none of. */
const valueOf = (cells: Record<string, number | null>, name: string) => (name in cells ? cells[name]! : 0)

function numberChange(
  what: 'average' | 'median',
  before: number | null,
  after: number | null,
): FigureChange[] {
  return before === after ? [] : [{ what, before, after }]
}

function textChanges(earlier: QuarterTexts, later: QuarterTexts): FigureChange[] {
  const parts = ['remarks', 'trends', 'annex'] as const
  return parts
    .filter((part) => JSON.stringify(earlier[part]) !== JSON.stringify(later[part]))
    .map((what) => ({ what }))
}
