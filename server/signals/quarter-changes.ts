import { TOTAL } from '../reports/small-numbers/hidden-cells.ts'
import type { Hidden } from '../reports/small-numbers/marks.ts'
import { ONE, valueIn, type Heading } from './published-table.ts'
import type { QuarterContent, QuarterTexts, TableName } from './quarter-content.ts'

type Whole = QuarterContent & { texts: QuarterTexts }

/** Something that a version says otherwise than the one before: a number of a table, or a text. */
export type FigureChange =
  | {
      what: 'cell'
      table: TableName
      row: string
      column: string
      before: number | Hidden
      after: number | Hidden
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
      const valueOf = ({ tables }: Whole) => valueIn(tables[table], row.id, column.id)
      const [before, after] = [valueOf(earlier), valueOf(later)]
      if (before === after) return []
      return [{ what: 'cell', table, row: row.name, column: column.name, before, after } as const]
    }),
  )
}

const unique = (headings: Heading[]) => [...new Map(headings.map((each) => [each.id, each])).values()]

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
