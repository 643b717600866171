import { eq } from 'drizzle-orm'
import { type Db } from '../../../db/client.ts'
import { accounting } from '../../../db/schema.ts'
import { AppError } from '../../app-error.ts'
import type { StaffMember } from '../../staff/staff-member.ts'
import type { Store } from '../../store.ts'
import { reportWords } from '../report-words.ts'
import type { Cell } from '../workbook/sheet.ts'
import { asStaff } from '../../staff/as-staff.ts'

/** What the sheets of the monthly workbook hold, in the usual order. */
export const SHEETS = {
  production: ['zorgkantoor', 'region', 'service', 'clients', 'contacts', 'hours', 'minutes'],
  channels: ['channel', 'clients', 'contacts', 'hours', 'minutes'],
  questions: ['what', 'number'],
  reachability: ['what', 'value'],
  explanation: ['what', 'meaning'],
} as const

export type SheetKind = keyof typeof SHEETS
export type ColumnName = (typeof SHEETS)[SheetKind][number]

/** A row of the workbook by the names of its columns; the layout says which come where. */
export type Row = Partial<Record<ColumnName, Cell>>

/** An organisation's own order and names; what is not in it is left out. */
export type MonthLayout = {
  sheets: { sheet: SheetKind; name: string; columns: { column: ColumnName; title: string }[] }[]
}

type Fault = 'sheet_twice' | 'no_explanation' | 'wrong_name' | 'name_twice' | 'wrong_columns' | 'title_twice'

const wrongLayout = (fault: Fault) => new AppError('report.wrong_layout', { fault })

const LONGEST_SHEET_NAME = 31
/** Excel refuses a workbook with any of these in the name of a sheet, and keeps one name for itself. */
const FORBIDDEN = /[[\]:*?/\\]|^'|'$|^history$/iu

/** The usual names, in Dutch. */
export function usualLayout(): MonthLayout {
  const words = reportWords('nl')
  return {
    sheets: (Object.keys(SHEETS) as SheetKind[]).map((sheet) => ({
      sheet,
      name: words(`sheet.${sheet}`),
      columns: SHEETS[sheet].map((column) => ({ column, title: words(`column.${column}`) })),
    })),
  }
}

export function showLayout(
  { db }: Store,
  me: StaffMember,
): Promise<{ layout: MonthLayout; usual: MonthLayout }> {
  return asStaff(db, me, async (tx) => ({
    layout: await layoutIn(tx, me.organisationId),
    usual: usualLayout(),
  }))
}

/** The layout that the organisation set, or the usual one. */
export async function layoutIn(tx: Db, organisationId: string): Promise<MonthLayout> {
  const [own] = await tx
    .select({ monthLayout: accounting.monthLayout })
    .from(accounting)
    .where(eq(accounting.organisationId, organisationId))
  // Only `setLayout` writes it.
  return (own?.monthLayout as MonthLayout | null | undefined) ?? usualLayout()
}

/** Sets names and order; refuses what Excel refuses, and a workbook that does not say what its figures mean. */
export function setLayout({ db }: Store, me: StaffMember, layout: MonthLayout): Promise<MonthLayout> {
  const fault = faultOf(layout)
  if (fault) throw wrongLayout(fault)
  const { organisationId } = me
  return asStaff(db, me, async (tx) => {
    await tx
      .insert(accounting)
      .values({ organisationId, monthLayout: layout })
      .onConflictDoUpdate({ target: accounting.organisationId, set: { monthLayout: layout } })
    return layout
  })
}

function faultOf({ sheets }: MonthLayout): Fault | null {
  const kinds = sheets.map(({ sheet }) => sheet)
  if (hasTwice(kinds)) return 'sheet_twice'
  if (!kinds.includes('explanation')) return 'no_explanation'
  const names = sheets.map(({ name }) => name.toLowerCase())
  if (names.some((name) => !name.trim() || name.length > LONGEST_SHEET_NAME || FORBIDDEN.test(name)))
    return 'wrong_name'
  if (hasTwice(names)) return 'name_twice'
  for (const { sheet, columns } of sheets) {
    const offered: readonly string[] = SHEETS[sheet]
    const chosen = columns.map(({ column }) => column)
    if (chosen.length === 0 || hasTwice(chosen) || !chosen.every((each) => offered.includes(each)))
      return 'wrong_columns'
    if (hasTwice(columns.map(({ title }) => title.toLowerCase()))) return 'title_twice'
  }
  return null
}

const hasTwice = (names: readonly string[]) => new Set(names).size < names.length
