import readExcelFile, { type Sheet } from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demonstrated, HALF_YEARS, type Demonstrated } from '../../support/demonstration.ts'
import { isOfficeMissing, openedByOffice } from '../../support/office.ts'

/** A spreadsheet keeps 15 digits of a number, and so not always the thousandth of a second. */
function asKept(cell: unknown): unknown {
  if (typeof cell === 'number') return Number(cell.toPrecision(12))
  return cell instanceof Date ? new Date(Math.round(cell.getTime() / 1000) * 1000) : cell
}

const asWritten = (sheets: Sheet[]) =>
  sheets.map(({ sheet, data }) => ({ sheet, rows: data.map((row) => row.map(asKept)) }))

describe.skipIf(isOfficeMissing)('LibreOffice sees in a download what was written', () => {
  let shown: Demonstrated
  beforeAll(async () => {
    shown = await demonstrated(HALF_YEARS[0]!)
  }, 300_000)
  afterAll(() => shown.close())

  async function newest(list: string, of: (body: never) => string): Promise<string> {
    const { status, body } = await shown.coordinator.call('GET', `/api/v1/desk/${list}`)
    expect(status).toBe(200)
    return of(body as never)
  }

  type Months = { months: { month: string; version: number | null }[] }
  type Quarters = { sent: { period: string }[] }
  const downloads: Record<string, () => Promise<string>> = {
    'the contact log': async () => 'contacts/download?format=xlsx',
    'the audit sheet': async () => 'figures/response-times/download?format=xlsx',
    'a monthly report': () =>
      newest('reports/months', ({ months }: Months) => {
        const { month, version } = months.find((each) => each.version !== null)!
        return `reports/months/${month}/versions/${version}/download`
      }),
    'a quarterly report': () =>
      newest('reports/quarters', ({ sent }: Quarters) => `reports/quarters/${sent[0]!.period}/download`),
  }

  it.each(Object.keys(downloads))(
    '%s: the same sheets, with numbers as numbers and dates as dates',
    async (name) => {
      const response = await shown.coordinator.request(`/api/v1/desk/${await downloads[name]!()}`)
      expect(response.status).toBe(200)
      const workbook = new Uint8Array(await response.arrayBuffer())
      const [own, office] = [await readExcelFile(Buffer.from(workbook)), await openedByOffice(workbook)]
      expect(own.flatMap(({ data }) => data.flat()).some((cell) => typeof cell === 'number')).toBe(true)
      expect(asWritten(office)).toEqual(asWritten(own))
    },
    120_000,
  )
})
