import readExcelFile from 'read-excel-file/node'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { manyContacts } from '../../support/many-contacts.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

const organisation = 'de-wegwijzer'
const FILTERS = 'from=2021-06-01&to=2022-06-30&region=Kennemerland'
const COLUMNS = 'day,client,service,minutes,declarable,excess,reason'

let product: Product
let [anna, cora] = [] as unknown as [Staff, Staff]
beforeAll(async () => {
  product = await newProduct()
  anna = await loggedInStaff(product, { firstName: 'Anna', organisation })
  cora = await loggedInStaff(product, { firstName: 'Cora', role: 'coordinator', organisation })
  await manyContacts(product, {
    contacts: 1500,
    clients: 60,
    from: '2021-03-01',
    to: '2022-12-31',
    supporters: [anna.staffId],
  })
})
afterAll(async () => {
  await product.stop()
  await product.close()
})

async function download(who: Staff, query: string) {
  const response = await who.request(`/api/v1/desk/contacts/download?${query}`)
  expect(response.status).toBe(200)
  return { headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) }
}

async function rowsOnScreen(who: Staff): Promise<Record<string, number | string>[]> {
  const rows = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body } = await who.call('GET', `/api/v1/desk/contacts?${FILTERS}${cursor && `&cursor=${cursor}`}`)
    rows.push(...body.rows)
    cursor = body.cursor
  }
  return rows
}

it('a workbook holds exactly the rows of the screen, in its order and columns, with their totals', async () => {
  const { headers, bytes } = await download(cora, `${FILTERS}&columns=${COLUMNS}&format=xlsx`)
  expect(headers.get('content-disposition')).toBe(
    'attachment; filename="contacten-2021-06-01-2022-06-30.xlsx"',
  )
  const [log, about] = await readExcelFile(Buffer.from(bytes))
  const shown = await rowsOnScreen(cora)
  const [titles, ...lines] = log!.data
  expect(titles).toEqual([
    'Dag',
    'Cliënt',
    'Dienst',
    'Minuten',
    'Declarabel',
    'Boven 30 minuten',
    'Te declareren',
  ])
  expect(
    lines
      .slice(0, shown.length)
      .map(([day, client, , minutes, declarable, excess]) => [
        day instanceof Date && day.toISOString().slice(0, 10),
        client,
        minutes,
        declarable,
        excess,
      ]),
  ).toEqual(
    shown.map((row) => [
      row.day,
      row.clientNumber ?? 'anoniem',
      row.minutes,
      row.declarableMinutes,
      row.excessMinutes,
    ]),
  )
  const { body: totals } = await cora.call('GET', `/api/v1/desk/contacts/totals?${FILTERS}`)
  const { uniqueClients, minutes, declarableMinutes, excessMinutes } = totals
  expect(lines[shown.length]!.every((cell) => cell === null)).toBe(true)
  expect(lines[shown.length + 1]).toEqual([
    'Totaal',
    uniqueClients,
    null,
    minutes,
    declarableMinutes,
    excessMinutes,
    null,
  ])
  const said = about!.data.flat().join('\n')
  for (const part of ['OCO De Wegwijzer', 'Regio: Kennemerland', 'door Cora', 'liep tot en met 31-12-2021']) {
    expect(said).toContain(part)
  }
})

it('a CSV holds the same rows', async () => {
  const { headers, bytes } = await download(cora, `${FILTERS}&columns=${COLUMNS}&format=csv`)
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
  const lines = new TextDecoder().decode(bytes).trimEnd().split('\r\n')
  const shown = await rowsOnScreen(cora)
  expect(lines.length).toBe(shown.length + 1)
  expect(lines[1]!.split(';')[3]).toBe(String(shown[0]!.minutes))
})

it('a supporter downloads his own contacts alone, and in English when his desk is', async () => {
  const { bytes } = await download(anna, 'columns=supporter&format=csv&locale=en')
  const names = new TextDecoder().decode(bytes).trimEnd().split('\r\n')
  expect(names[0]).toBe('Colleague')
  expect(new Set(names.slice(1))).toEqual(new Set(['Anna']))
})

it.each(['format=pdf', 'format=xlsx&columns=name', 'format=xlsx&columns=', ''])(
  'what cannot be downloaded is refused: %s',
  async (query) => {
    expect((await cora.call('GET', `/api/v1/desk/contacts/download?${query}`)).status).toBe(400)
  },
)
