import { expect, it } from 'vitest'
import { AtTheDesk } from './at-the-desk.ts'

const desk = new AtTheDesk()

it.each([
  ['Jan de Vries', 'JAN DE VRIES'],
  ['Renée Müller', 'renee muller'],
  ['Anna van der Berg', 'Anna v.d. Berg'],
  ['Karel van den Berg', 'karel vd Berg'],
  ['Kees van de Berg', 'Kees v/d Berg'],
  ['Ans in ’t Veld', "Ans in 't Veld"],
  ['Willem van het Hof', "Willem van 't Hof"],
  ['Els Jansen-de Boer', 'Els Jansen de Boer'],
  ['Jan-Willem Bakker', 'Janwillem Bakker'],
  ['J.P. Smit', 'J P Smit'],
  ['Mies Dijkstra', 'Mies Dykstra'],
  ['Sean O’Brien', 'Sean OBrien'],
  ['Piet de Groot', 'Groot, Piet de'],
  ['Joke Mulder', 'mevr. Joke Mulder'],
  ['Henk Visser', 'de heer Henk Visser'],
  ['Søren Groß', 'Soren Gross'],
])('%s and %s, born on one day, are one client', async (first, second) => {
  const birthDate = desk.newBirthDate()
  const { body } = await desk.add({ name: first, birthDate })
  const again = await desk.add({ name: second, birthDate, isNew: true }, desk.bram)
  expect(again).toMatchObject({
    status: 409,
    body: { code: 'client.exists', client: { id: body.id, number: body.number } },
  })
})

it.each([
  ['Jan Jansen', 'Jan Janssen'],
  ['Jan Jansen', 'Jan Janssens'],
  ['Piet Brand', 'Piet Brandt'],
  ['Kees Bakker', 'Kees Backer'],
  ['Ria Meijer', 'Ria Meier'],
  ['Ria Kuipers', 'Ria Cuypers'],
  ['Toos Bouwman', 'Toos Bauman'],
  ['Wim Philipsen', 'Wim Filipsen'],
  ['Truus Bosch', 'Truus Bos'],
  ['Ger Schmidt', 'Ger Smit'],
  ['Gré Hendriks', 'Gré Hendrikx'],
  ['Ine Thijssen', 'Ine Tijsen'],
  ['Bep Claassen', 'Bep Klaasen'],
  ['Nel van den Berg', 'Nel Vandenberg'],
  ['Nel van den Berg', 'Nel Berg'],
  ['Vera Willem', 'Willem Vera'],
  ['Johanna Mulder', 'Annie Mulder'],
  ['Tiny Bos', 'T. Bos'],
  ['Lenie de Wit', 'Lenie de Wit-Prins'],
])('%s is asked about when %s, born on the same day, is written down', async (first, second) => {
  const birthDate = desk.newBirthDate()
  const { body } = await desk.add({ name: first, birthDate, municipality: 'Almere' })
  const asked = await desk.add({ name: second, birthDate })
  const candidate = { id: body.id, number: body.number, name: first, birthDate, municipality: 'Almere' }
  expect(asked).toMatchObject({ status: 409, body: { code: 'client.variants', candidates: [candidate] } })
  const added = await desk.add({ name: second, birthDate, isNew: true })
  expect(added).toMatchObject({ status: 201, body: { name: second } })
})

it.each([
  ['1948-03-09', '1948-09-03'],
  ['1948-03-09', '1943-03-09'],
  ['1948-03-09', '1948-03-08'],
])('somebody of the same name born on %s is asked about for %s', async (first, second) => {
  const name = `Corrie ${first.replaceAll('-', 'x')}${second.replaceAll('-', 'z')}`
  const { body } = await desk.add({ name, birthDate: first })
  const asked = await desk.add({ name, birthDate: second })
  expect(asked.body).toMatchObject({ code: 'client.variants', candidates: [{ number: body.number }] })
})

it.each([
  ['Jan de Vries', 'Jan Bakker'],
  ['Hans Bakker', 'Joke Mulder'],
  ['Vincent van Dam', 'Vera van Dijk'],
])('%s and %s, born on one day, are not held to be one', async (first, second) => {
  const birthDate = desk.newBirthDate()
  await desk.add({ name: first, birthDate })
  expect(await desk.add({ name: second, birthDate })).toMatchObject({ status: 201 })
})

it('namesakes born in other years are not asked about', async () => {
  await desk.add({ name: 'Gerrit Postma', birthDate: '1931-04-02' })
  expect(await desk.add({ name: 'Gerrit Postma', birthDate: '1958-11-17' })).toMatchObject({ status: 201 })
})
