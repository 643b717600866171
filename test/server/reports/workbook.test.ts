import readExcelFile from 'read-excel-file/node'
import { describe, expect, it } from 'vitest'
import { csvOf, workbookOf, type Sheet } from '../../../server/reports/workbook/workbook.ts'
import { isOfficeMissing, openedByOffice } from '../../support/office.ts'

const sheet: Sheet = {
  name: 'Contacten',
  columns: [
    { title: 'Dag', kind: 'day' },
    { title: 'Begin', kind: 'moment', width: 18 },
    { title: 'Notitie', kind: 'text' },
    { title: 'Minuten', kind: 'minutes' },
    { title: 'Bedrag', kind: 'euro' },
    { title: 'Aandeel', kind: 'percent' },
    { title: 'Nummer', kind: 'number' },
  ],
  rows: [
    // In summer Amsterdam is two hours ahead of UTC, in winter one.
    ['2026-07-01', new Date('2026-07-01T22:30:00Z'), '=1+1', 12, 1234.56, 0.985, 7],
    ['2026-12-31', new Date('2026-12-31T22:30:00Z'), '+31 6', 0, 0.1, 1, 1.5],
    ['2026-03-29', new Date('2026-03-29T01:30:00Z'), '-1', 5, null, null, null],
    ['2026-10-25', new Date('2026-10-25T01:30:00Z'), '@naam', 5, 73.82, 0, 0],
    [null, null, 'een;twee "drie"\nvier', null, null, null, null],
    [null, null, 'constructor', 3, null, null, null],
    [null, null, '__proto__', 3, null, null, null],
    [null, null, '<b>&amp;</b>', 3, null, null, null],
  ],
  totals: ['Totaal', null, null, 31, 1308.48, null, null],
  notes: ['=Zo tellen wij', 'Tweede regel'],
}

/** A spreadsheet counts in parts of a day, which a moment comes out of a thousandth of a second early or late. */
const toTheSecond = (row: unknown[]) =>
  row.map((cell) => (cell instanceof Date ? new Date(Math.round(cell.getTime() / 1000) * 1000) : cell))

const asWritten = [
  [new Date('2026-07-01T00:00:00Z'), new Date('2026-07-02T00:30:00Z'), '=1+1', 12, 1234.56, 0.985, 7],
  [new Date('2026-12-31T00:00:00Z'), new Date('2026-12-31T23:30:00Z'), '+31 6', 0, 0.1, 1, 1.5],
  [new Date('2026-03-29T00:00:00Z'), new Date('2026-03-29T03:30:00Z'), '-1', 5, null, null, null],
  [new Date('2026-10-25T00:00:00Z'), new Date('2026-10-25T02:30:00Z'), '@naam', 5, 73.82, 0, 0],
]

describe('a workbook', () => {
  it('is read back with numbers as numbers, dates as dates on the clock in Amsterdam and text as text', async () => {
    const [read] = await readExcelFile(Buffer.from(await workbookOf([sheet])))
    const rows = read!.data
    expect(read!.sheet).toBe('Contacten')
    expect(rows[0]).toEqual(['Dag', 'Begin', 'Notitie', 'Minuten', 'Bedrag', 'Aandeel', 'Nummer'])
    expect(rows.slice(1, 5).map(toTheSecond)).toEqual(asWritten)
    const texts = rows.slice(5, 9).map((row) => String(row[2]).trim())
    expect(texts).toEqual(['een;twee "drie"\nvier', 'constructor', '__proto__', '<b>&amp;</b>'])
    expect(rows[10]![3]).toBe(31)
    expect(rows[12]![0]).toBe('=Zo tellen wij')
  })

  it.skipIf(isOfficeMissing)(
    'opens in LibreOffice, which sees the same numbers, dates and text',
    async () => {
      const opened = await openedByOffice(await workbookOf([sheet, { ...sheet, name: 'Over dit bestand' }]))
      expect(opened.map((each) => each.sheet)).toEqual(['Contacten', 'Over dit bestand'])
      for (const { data } of opened) expect(data.slice(1, 5).map(toTheSecond)).toEqual(asWritten)
    },
    120_000,
  )

  it('takes any name for a sheet, and no name twice', async () => {
    const named = ['Productie [mei/juni]: *?', 'Productie [mei/juni]: *?', 'x'.repeat(40), '']
    const read = await readExcelFile(Buffer.from(await workbookOf(named.map((name) => ({ ...sheet, name })))))
    const names = read.map((each) => each.sheet)
    expect(new Set(names).size).toBe(4)
    expect(names.every((name) => name.length > 0 && name.length <= 31)).toBe(true)
  })

  it('tells when it could not be written', async () => {
    const broken = { ...sheet, columns: [{ title: 'Dag', kind: 'day' }], rows: [[Symbol('x')]] } as never
    await expect(workbookOf([broken])).rejects.toThrow()
  })
})

describe('a CSV', () => {
  it('is what a Dutch spreadsheet reads, and starts no formula', () => {
    const text = csvOf(sheet)
    expect(text.startsWith('\uFEFFDag;Begin;Notitie;Minuten;Bedrag;Aandeel;Nummer\r\n')).toBe(true)
    const lines = text.split('\r\n')
    expect(lines[1]).toBe("01-07-2026;02-07-2026 00:30;'=1+1;12;1234,56;98,5%;7")
    expect(lines[2]).toBe("31-12-2026;31-12-2026 23:30;'+31 6;0;0,10;100%;1,5")
    expect(lines[3]).toBe("29-03-2026;29-03-2026 03:30;'-1;5;;;")
    expect(lines[4]).toBe("25-10-2026;25-10-2026 02:30;'@naam;5;73,82;0%;0")
    expect(lines[5]).toBe(';;"een;twee ""drie""\nvier";;;;')
  })
})
