import { afterAll, beforeAll, expect, it } from 'vitest'
import { newProduct, type Product } from '../../support/product.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

const LAYOUT = '/api/v1/desk/reports/month-layout'

let product: Product
let cora: Staff
beforeAll(async () => {
  product = await newProduct()
  cora = await loggedInStaff(product, {
    firstName: 'Cora',
    role: 'coordinator',
    organisation: 'de-wegwijzer',
  })
})
afterAll(async () => {
  await product.stop()
  await product.close()
})

it.each([
  ['sheet_twice', [sheetOf('explanation', 'A'), sheetOf('explanation', 'B')]],
  ['no_explanation', [sheetOf('production', 'A')]],
  ['wrong_name', [sheetOf('explanation', 'Uit/leg')]],
  ['wrong_name', [sheetOf('explanation', 'x'.repeat(32))]],
  ['name_twice', [sheetOf('explanation', 'Blad'), sheetOf('production', 'blad')]],
  ['wrong_columns', [{ ...sheetOf('explanation', 'A'), columns: [] }]],
  [
    'title_twice',
    [{ ...sheetOf('explanation', 'A'), columns: [columnOf('what', 'x'), columnOf('meaning', 'X')] }],
  ],
])('a layout that Excel or the reader cannot use is refused: %s', async (fault, sheets) => {
  const refused = await cora.call('PUT', LAYOUT, { sheets })
  expect(refused).toMatchObject({ status: 400, body: { code: 'report.wrong_layout', fault } })
})

it('a layout is kept as it was set, and the usual one stays at hand', async () => {
  const { body: before } = await cora.call('GET', LAYOUT)
  expect(before.layout).toEqual(before.usual)
  const own = { sheets: [sheetOf('production', 'Uren'), sheetOf('explanation', 'Uitleg')] }
  await cora.call('PUT', LAYOUT, own)
  expect((await cora.call('GET', LAYOUT)).body).toEqual({ layout: own, usual: before.usual })
})

function sheetOf(kind: string, name: string) {
  return { sheet: kind, name, columns: [columnOf(kind === 'production' ? 'region' : 'what', 'Kolom')] }
}

function columnOf(name: string, title: string) {
  return { column: name, title }
}
