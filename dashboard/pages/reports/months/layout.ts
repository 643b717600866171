import type { ColumnName, MonthLayout, SheetKind } from '../../../../server/reports/months/layout.ts'

/** A sheet or a column that can be in the workbook, under the name that it has there. */
export type Choice<Kind = SheetKind> = {
  kind: Kind
  usualName: string
  name: string
  isUsed: boolean
  columns: Choice<ColumnName>[]
}

/** All that can be chosen: first what is in the workbook in its order, then what is left out. */
export function inOrder(layout: MonthLayout, usual: MonthLayout): Choice[] {
  const known = new Map(usual.sheets.map((each) => [each.sheet, each]))
  const used = layout.sheets.map((sheet) => choice(sheet, known.get(sheet.sheet)!, true))
  const rest = usual.sheets.filter(({ sheet }) => !used.some(({ kind }) => kind === sheet))
  return [...used, ...rest.map((sheet) => choice(sheet, sheet, false))]
}

type Sheet = MonthLayout['sheets'][number]

function choice(sheet: Sheet, usual: Sheet, isUsed: boolean): Choice {
  const names = new Map(usual.columns.map(({ column, title }) => [column, title]))
  const used = sheet.columns.map(({ column, title }) => ({ column, title, isUsed: true }))
  const rest = usual.columns
    .filter(({ column }) => !used.some((each) => each.column === column))
    .map((each) => ({ ...each, isUsed: false }))
  return {
    kind: sheet.sheet,
    usualName: usual.name,
    name: sheet.name,
    isUsed,
    columns: [...used, ...rest].map(({ column, title, isUsed: is }) => ({
      kind: column,
      usualName: names.get(column)!,
      name: title,
      isUsed: is,
      columns: [],
    })),
  }
}

export function layoutFrom(sheets: Choice[]): MonthLayout {
  return {
    sheets: sheets
      .filter(({ isUsed }) => isUsed)
      .map(({ kind, name, columns }) => ({
        sheet: kind,
        name: name.trim(),
        columns: columns
          .filter(({ isUsed }) => isUsed)
          .map(({ kind: column, name: title }) => ({ column, title: title.trim() })),
      })),
  }
}
