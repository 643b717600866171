import { afterAll, beforeAll, expect, it } from 'vitest'
import { clientOf, type Chat } from '../../support/client.ts'
import { newProduct, type Product } from '../../support/product.ts'

let product: Product
let client: ReturnType<typeof clientOf>
beforeAll(async () => {
  product = await newProduct()
  client = clientOf(product.app)
})
afterAll(async () => {
  await product.stop()
  await product.close()
})

const labels = (message: { reply: { choices: { label: string }[] } }) =>
  message.reply.choices.map(({ label }) => label)

let times = 0
const say = async (chat: Chat, text: string) => {
  const { body } = await client.say(chat, { clientMessageId: `m${(times += 1)}`, text })
  return body.messages
}

const OFFER = {
  access: 'Vraag mijn dossier op',
  copy: 'Bewaar een kopie',
  correction: 'Laat mijn dossier verbeteren',
  erasure: 'Wis het hele gesprek',
  objection: 'Geef mijn bezwaar door',
}

it.each([
  ['erasure', 'wis mijn gegevens'],
  ['erasure', 'verwijder alles wat jullie over mij hebben'],
  ['erasure', 'ik wil dat jullie mijn dossier vernietigen'],
  ['erasure', 'kunt u mijn account verwijderen'],
  ['erasure', 'mijn man mag dit niet zien wis het gesprek'],
  ['erasure', 'gooi dit gesprek maar weg aub'],
  ['erasure', 'delete my data please'],
  ['erasure', 'verwijder mij uit jullie systeem'],
  ['erasure', 'ik wil vergeten worden, haal mijn gegevens weg'],
  ['access', 'welke gegevens hebben jullie van mij'],
  ['access', 'ik wil mijn dossier inzien'],
  ['access', 'mag ik mijn eigen dossier zien'],
  ['access', 'wat staat er over mij in jullie systeem'],
  ['access', 'toon mijn gegevens'],
  ['access', 'ik wil weten wat u van mij bewaart'],
  ['access', 'laat mij mijn gegevens zien'],
  ['copy', 'mag ik een kopie van mijn dossier'],
  ['copy', 'ik wil dit gesprek downloaden'],
  ['copy', 'stuur mij een afschrift van mijn dossier'],
  ['correction', 'mijn gegevens kloppen niet'],
  ['correction', 'ik wil mijn telefoonnummer wijzigen'],
  ['correction', 'er staat een fout in mijn dossier'],
  ['correction', 'kunt u mijn adres aanpassen in het systeem'],
  ['objection', 'ik maak bezwaar tegen het gebruik van mijn gegevens'],
  ['objection', 'ik heb bezwaar tegen het delen van mijn dossier'],
] as const)('asks for %s: “%s”', async (right, text) => {
  const chat = await client.start()
  const [, reply] = await say(chat, text)
  const person = reply.reply.kind === 'answer' ? [] : ['Praat met een medewerker']
  expect(labels(reply)).toEqual(expect.arrayContaining([OFFER[right], ...person]))
  expect(reply.text).not.toContain('113')
})

it.each([
  'mijn begeleider wil mijn telefoon afpakken en berichten wissen',
  'mijn begeleider laat mij mijn dossier niet zien',
  'mijn naam is fout op de brief van het CIZ',
  'mijn adres is veranderd',
  'het adres waar ik naartoe moet klopt niet, ik sta buiten in de kou',
  'ik zoek hulp bij het opruimen van het huis en het dossier',
  'laat iemand mij bellen over mijn dossier',
  'mijn bewindvoerder laat mij mijn gegevens niet zien',
  'mijn zoon heeft alle berichten van mij gewist',
  'ik heb een vraag over mijn gegevens',
  'mijn huishoudelijke hulp kijkt in mijn dossier',
  'de gemeente heeft mijn adres verkeerd in de beschikking gezet',
  'kan iemand met mij het dossier doornemen',
  'mijn moeder leest mijn berichten',
  'ik heb geen bericht over mijn indicatie gekregen',
  'wanneer krijg ik informatie over mijn zorgplan',
  'mijn begeleider vertelt alles over mij aan de buren',
  "hij dreigt mijn foto's te laten zien",
  'mijn mentor heeft mijn account overgenomen',
  'ik kan niet inloggen op mijn account',
  'mijn telefoonnummer doet het niet',
  'de begeleider vergeet mij elke week',
  'vergeet mij niet',
  'kunt u mijn begeleider laten weten dat ik ziek ben',
  'ik wil een gesprek met mijn begeleider over mijn budget',
  'mijn berichten zijn gewist door mijn man',
  'wat heeft hij over mij gezegd',
  'haal mij hier weg',
  'gooi mijn hulp er niet uit',
  'mijn nieuwe begeleider weet niets van mij',
  'ze hebben mij verwijderd uit de groepsapp',
  'help mij met mijn berichten aan de gemeente',
])('“%s” asks nothing about what is kept', async (text) => {
  const chat = await client.start()
  const [, reply] = await say(chat, text)
  expect(JSON.stringify(reply.reply.choices)).not.toContain('"right"')
})

it.each([
  'mijn begeleider wil mijn telefoon afpakken en berichten wissen',
  'mijn begeleider laat mij mijn dossier niet zien',
  'mijn naam is fout op de brief van het CIZ',
  'mijn adres is veranderd',
  'het adres waar ik naartoe moet klopt niet, ik sta buiten in de kou',
  'ik zoek hulp bij het opruimen van het huis en het dossier',
  'laat iemand mij bellen over mijn dossier',
  'mijn bewindvoerder laat mij mijn gegevens niet zien',
  'mijn zoon heeft alle berichten van mij gewist',
])('“%s” still gets a person', async (text) => {
  const chat = await client.start()
  const [, reply] = await say(chat, text)
  expect(reply.reply.handoff).toBeDefined()
})

it.each([
  'ik wil niet meer wis mij maar',
  'verwijder mij maar van deze wereld',
  'verwijder mij van deze wereld',
  'ik kan niet meer verwijder mij',
  'ik ben er morgen niet meer, verwijder mijn gegevens',
  'ik stop ermee wis alles van mij',
  'erase me from this world',
  'wis mij',
  'vergeet mij maar',
  'delete me',
  'ik geef het op, wis alles over mij',
  'niemand zal mij missen verwijder mijn account',
  'ik ga dood en wis al mijn berichten',
  'straks ben ik er niet meer, gooi mijn dossier maar weg',
  'verwijder me gewoon helemaal',
  'wis mij maar uit het leven',
  'na morgen leef ik niet meer, wis dit gesprek',
  "i can't go on, delete my data",
  'ik neem afscheid, verwijder alles',
  'het hoeft voor mij niet meer, wis mijn gegevens',
])('“%s” may be a farewell: 113 comes first, and a person reads it', async (text) => {
  const chat = await client.start()
  const [, reply] = await say(chat, text)
  expect(reply.text).toMatch(/113|112/u)
  expect(reply.reply.handoff).toBeDefined()
  if (reply.reply.kind === 'crisis') return
  expect(reply.text).toMatch(/^(?:Denkt u aan zelfdoding\? Bel 113)/u)
  expect(labels(reply)).toContain('Wis het hele gesprek')
})

it.each(['ik wil niet meer wis mij maar', 'ik kan niet meer verwijder mij'])(
  '“%s” hides no danger behind a right',
  async (text) => {
    const chat = await client.start()
    expect((await say(chat, text))[1].reply.kind).toBe('crisis')
    const other = await client.start()
    await say(other, 'stop')
    expect((await say(other, text))[1].reply.kind).toBe('crisis')
  },
)

it('who tells more than what he wants with his data keeps the person, with the offer below', async () => {
  const chat = await client.start()
  const [, reply] = await say(chat, 'mijn man mag dit niet zien wis het gesprek')
  expect(labels(reply)).toContain('Wis het hele gesprek')
  expect(reply.reply.handoff).toBeDefined()
  expect(reply.text).toMatch(/Tik op wat u wilt\..*Een medewerker/su)
})
