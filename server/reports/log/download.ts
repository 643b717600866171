import { eq } from 'drizzle-orm'
import type { Db } from '../../../db/client.ts'
import { clients, organisations, staff } from '../../../db/schema.ts'
import { noteClients } from '../../access-log/visit.ts'
import type { StaffMember } from '../../staff/staff-member.ts'
import type { Store } from '../../store.ts'
import type { Locale } from '../../texts.ts'
import { LOG_PAGE, logRows, type LogPlace } from './contact-log.ts'
import { aboutSheet } from './about.ts'
import { sheetColumns, sheetRow, totalsRow, type LogColumn } from './columns.ts'
import type { LogFilters } from './filters.ts'
import { totalsOf, type Part } from './totals.ts'
import { logWords } from './words.ts'
import type { Cell, Sheet } from '../workbook/sheet.ts'
import { summingAsStaff } from '../summing.ts'

type Wanted = { filters: LogFilters; columns: readonly LogColumn[]; locale: Locale }

/** Rows at once: few enough not to hold the other requests up, many enough not to ask the database often. */
const BATCH = 25 * LOG_PAGE

/** All rows of the log under these filters, in its order, with their totals, and a sheet that says what they are. */
export function logSheets(
  store: Store,
  me: StaffMember,
  wanted: Wanted,
  now = new Date(),
): Promise<[Sheet, Sheet]> {
  const { filters, columns, locale } = wanted
  const words = logWords(locale)
  return summingAsStaff(store.db, me, async (tx) => {
    const rows: Cell[][] = []
    const parts: Part[] = []
    const people = new Set<string>()
    let after: LogPlace | undefined
    do {
      const batch = await logRows(tx, me, filters, { after, most: BATCH, now })
      for (const row of batch) {
        rows.push(sheetRow(row, columns, words))
        parts.push({ ...row, contacts: 1 })
        if (row.clientId) people.add(row.clientId)
      }
      after = batch.length === BATCH ? batch.at(-1) : undefined
    } while (after)
    noteClients(me, ...people)
    // Of these very rows, whatever others write meanwhile.
    const totals = await totalsOf(tx, me, parts, people.size)
    return [
      {
        name: words('sheet.rows'),
        columns: sheetColumns(columns, words),
        rows,
        totals: totalsRow(totals, columns, words),
      },
      aboutSheet({ ...wanted, me, now, totals, words, names: await namesIn(tx, me, filters) }),
    ]
  })
}

export type Names = { organisation: string; supporter: string | null; clientNumber: number | null }

/** What the filters are called that stand in the address as ids. */
async function namesIn(tx: Db, me: StaffMember, { supporter, client }: LogFilters): Promise<Names> {
  const [own] = await tx.select().from(organisations).where(eq(organisations.id, me.organisationId))
  const isPerson = supporter !== undefined && supporter !== 'assistant' && supporter !== 'none'
  const [colleague] = isPerson ? await tx.select().from(staff).where(eq(staff.id, supporter)) : []
  const [person] = client
    ? await tx.select({ number: clients.number }).from(clients).where(eq(clients.id, client))
    : []
  return {
    organisation: own!.name,
    supporter: colleague?.firstName ?? null,
    clientNumber: person?.number ?? null,
  }
}
