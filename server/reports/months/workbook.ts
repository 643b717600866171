import { eq } from 'drizzle-orm'
import { organisations } from '../../../db/schema.ts'
import type { StaffMember } from '../../staff/staff-member.ts'
import type { Store } from '../../store.ts'
import { logWords } from '../log/words.ts'
import { isHidden } from '../small-numbers/marks.ts'
import type { Cell, MonthContent, Region, ServiceName } from './content.ts'
import { explanationRows } from './explained.ts'
import { layoutIn, type ColumnName, type MonthLayout, type Row, type SheetKind } from './layout.ts'
import { hoursOf, regionInWords, serviceInWords } from './names.ts'
import { cellOf } from './differences.ts'
import { sentMonth, type Version } from './month-reports.ts'
import { reportWords } from '../report-words.ts'
import type { Cell as Value, ColumnKind, Sheet } from '../workbook/sheet.ts'
import { asStaff } from '../../staff/as-staff.ts'

const KINDS: Partial<Record<ColumnName, ColumnKind>> = {
  clients: 'number',
  contacts: 'number',
  hours: 'number',
  minutes: 'minutes',
  number: 'number',
  value: 'number',
}

const WIDTHS: Partial<Record<ColumnName, number>> = {
  service: 60,
  meaning: 110,
  what: 44,
  region: 26,
  zorgkantoor: 22,
}

/** A version of a report as it was sent, as the sheets of a workbook in the organisation's own names and order. */
export async function monthSheets(
  store: Store,
  me: StaffMember,
  month: string,
  version: number,
): Promise<{ sheets: Sheet[]; production: Sheet }> {
  const sent = await sentMonth(store, me, month, version)
  const { layout, organisation } = await asStaff(store.db, me, async (tx) => {
    const [own] = await tx.select().from(organisations).where(eq(organisations.id, me.organisationId))
    return { layout: await layoutIn(tx, me.organisationId), organisation: own!.name }
  })
  const rows = rowsOf(sent, organisation)
  const sheets = layout.sheets.map((each) => sheetOf(each, rows[each.sheet]))
  const at = layout.sheets.findIndex(({ sheet }) => sheet === 'production')
  return { sheets, production: sheets[at === -1 ? 0 : at]! }
}

function sheetOf({ name, columns }: MonthLayout['sheets'][number], rows: Row[]): Sheet {
  return {
    name,
    columns: columns.map(({ column, title }) => ({
      title,
      kind: KINDS[column] ?? 'text',
      ...(WIDTHS[column] && { width: WIDTHS[column] }),
    })),
    rows: rows.map((row) => columns.map(({ column }) => row[column] ?? null)),
  }
}

function rowsOf(sent: Version, organisation: string): Record<SheetKind, Row[]> {
  const words = reportWords('nl')
  const { content } = sent
  return {
    production: productionRows(content),
    channels: [
      ...content.channels.map(({ channel, cell }) => ({
        channel: logWords('nl')(`channel.${channel}`),
        ...figures(cell),
      })),
      { channel: words('total'), ...figures(cellOf(content, null, null)) },
    ],
    questions: [
      { what: words('questions.started'), number: content.supportQuestions.started },
      { what: words('questions.ended'), number: content.supportQuestions.ended },
      ...content.advice.map(({ average, ...service }) => ({
        what: words('advice.average', { service: serviceInWords(service) }),
        number: average,
      })),
    ],
    reachability: [
      { what: words('requests.count'), value: content.requests.count },
      { what: words('requests.share'), value: asPercentage(content.requests.shareInTime) },
    ],
    explanation: explanationRows(sent, organisation),
  }
}

/** Each region with each service that somebody in it had, then the totals. */
function productionRows(content: MonthContent): Row[] {
  const words = reportWords('nl')
  const regions: (Region | null)[] = [...content.regions, null]
  const services: (ServiceName | null)[] = [...content.services, null]
  return regions.flatMap((region) =>
    services.flatMap((service) => {
      const cell = cellOf(content, region, service)
      if (region && service && !isHidden(cell) && cell.contacts === 0) return []
      return {
        zorgkantoor: region ? (region.zorgkantoor ?? words('unknown')) : words('total'),
        region: region ? regionInWords(region) : words('total'),
        service: service ? serviceInWords(service) : words('total'),
        ...figures(cell),
      }
    }),
  )
}

function figures(cell: Cell): Row {
  if (isHidden(cell)) return { clients: cell, contacts: cell, hours: cell, minutes: cell }
  return { ...cell, hours: hoursOf(cell.minutes) }
}

const asPercentage = (share: MonthContent['requests']['shareInTime']): Value =>
  typeof share === 'number' ? Math.round(share * 100) : share
