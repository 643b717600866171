import { expect, it } from 'vitest'
import type { Reply } from '../../../server/answers/compose.ts'
import { replyTo, type Question } from '../../../server/answers/reply.ts'
import { standsIn } from '../../../server/knowledge/sources.ts'
import { testEngine } from '../../support/engine.ts'

const engine = await testEngine()

function ask(turns: string | string[], known: Partial<Question> = {}): Reply {
  const said = typeof turns === 'string' ? [turns] : turns
  return replyTo(engine, {
    turns: said,
    agreement: null,
    municipality: null,
    today: '2026-11-22',
    locale: 'nl',
    ...known,
  })
}

const magentazorg = { agreement: 'magentazorg-wmo-2020' }
const zonl = { agreement: 'zonl-thuisbegeleiding' }
const wlz2024 = { agreement: 'wlz-oco-2024' }
const wlz2021 = { agreement: 'wlz-oco-2021' }

it('the same question has the answer of the agreement that binds the client', () => {
  const question = 'Hoe lang is mijn opzegtermijn als ik met de hulp wil stoppen?'
  expect(ask(question, magentazorg).text).toContain('twee dagen')
  expect(ask(question, zonl).text).toContain('30 dagen')
  expect(ask(question, magentazorg).text).not.toContain('30 dagen')
})

it('every quote of an answer stands literally in the cited section', () => {
  const questions = engine.knowledge.entries.map(({ question }) => question)
  const answers = questions.flatMap((question) =>
    [magentazorg, zonl, wlz2024, wlz2021].map((known) => ask(question, known)),
  )
  const cited = answers.flatMap(({ citations }) => citations)
  expect(cited.length).toBeGreaterThan(500)
  const notLiteral = cited.filter(({ source, section, quote }) => {
    const found = engine.knowledge.sources
      .find(({ id }) => id === source)!
      .sections.find(({ id }) => id === section)!
    return !standsIn(found, quote)
  })
  expect(notLiteral).toEqual([])
})

it('asks who gives the help when the answer depends on it, and answers once the client says so', () => {
  const asked = ask('Hoe lang is mijn opzegtermijn?')
  expect(asked.kind).toBe('clarify')
  expect(asked.choices.map((choice) => 'agreement' in choice && choice.agreement)).toEqual([
    'magentazorg-wmo-2020',
    'zonl-thuisbegeleiding',
  ])
  expect(ask(['Hoe lang is mijn opzegtermijn?', 'ik zit bij zonl']).text).toContain('30 dagen')
  expect(ask('Ik zit bij Magentazorg. Hoe lang wordt mijn dossier bewaard?').text).toContain('20 jaar')
})

it('an agreement whose term has ended still answers and says so in one sentence', () => {
  const { text } = ask('Wat kost cliëntondersteuning mij?', wlz2021)
  expect(text.match(/liep tot en met/gu)).toHaveLength(1)
  expect(text).toContain('31 december 2021')
  expect(ask('Wat kost cliëntondersteuning mij?', { ...wlz2024, today: '2025-06-01' }).text).not.toContain(
    'liep tot',
  )
})

it('names the zorgkantoor of a municipality by the list of that year', () => {
  expect(ask('welk zorgkantoor hoort bij Gouda', wlz2024).text).toContain('VGZ')
  expect(
    ask('welk zorgkantoor hoort bij mijn gemeente', { ...wlz2021, municipality: 'Weesp' }).text,
  ).toContain('Zilveren Kruis')
  expect(ask('welk zorgkantoor hoort bij mijn gemeente', wlz2024)).toMatchObject({ kind: 'clarify' })
  expect(ask(['welk zorgkantoor hoort bij mij', 'ik woon in Nuenen'], wlz2024).text).toContain('CZ')
  expect(ask('welk zorgkantoor hoort bij Weesp', wlz2024).text).toContain('Weesp staat niet in de lijst')
})

it('Noordoostpolder has its own rules, and only there', () => {
  const question = 'Ik ben lang ziek. Hoe lang mag de hulp dan doorberekend worden?'
  expect(ask(question, { ...zonl, municipality: 'Noordoostpolder' }).text).toContain('3 weken')
  expect(ask(question, { ...zonl, municipality: 'Steenwijkerland' }).text).not.toContain('3 weken')
})

it('counts the term from a day that the client names, and shows the step', () => {
  const invoice = 'De rekening is van 2 november. Binnen hoeveel dagen moet ik betalen?'
  expect(ask(invoice, magentazorg).text).toContain('uiterlijk op woensdag 2 december 2026 (30 dagen later)')
  const notice = 'Als ik op 1 maart opzeg, hoe lang is dan mijn opzegtermijn?'
  expect(ask(notice, zonl).text).toContain('woensdag 31 maart 2027')
})

it('a follow-up question is understood in the light of the one before', () => {
  const { text } = ask(['Mag ik mijn dossier zien?', 'en kost een kopie dan geld'], zonl)
  expect(text).toContain('vergoeding')
})

it('a message with two questions gets both answers', () => {
  const { citations } = ask(
    'Hoe lang is mijn opzegtermijn? En binnen hoeveel dagen moet ik de rekening betalen?',
    magentazorg,
  )
  expect(new Set(citations.map(({ section }) => section))).toEqual(new Set(['8', '10']))
})

it('danger comes first, with the right number, whatever else is asked', () => {
  expect(ask('ik wil niet meer leven', magentazorg)).toMatchObject({
    kind: 'crisis',
    text: expect.stringContaining('113'),
  })
  expect(ask('mijn vader ligt op de grond en reageert niet meer', wlz2024).text).toMatch(/112/u)
  expect(ask('mijn man slaat mij en ik durf niet naar huis', zonl).text).toContain('0800-2000')
  expect(ask(['hoe zeg ik op', 'laat maar, ik maak er vanavond een eind aan'], zonl).kind).toBe('crisis')
})

it('danger is seen at the end of an endless message, and in a number alone', () => {
  const long = `${'Ik heb ook nog een vraag over de planning van de hulp. '.repeat(80)} ik heb al mijn pillen ingenomen en wil dood`
  expect(ask(long, magentazorg).kind).toBe('crisis')
  expect(ask('113?', zonl).text).toContain('113')
})

it('a word of thousands of letters costs no time', () => {
  const began = Date.now()
  ask(`${'abcdefghij'.repeat(500)} mag ik mijn dossier zien`, magentazorg)
  expect(Date.now() - began).toBeLessThan(2000)
})

it('asks who gives the help when the client names another organisation than the known one', () => {
  const asked = ask('Ik zit niet bij Magentazorg maar bij ZONL. Hoe lang is mijn opzegtermijn?', magentazorg)
  expect(asked.kind).toBe('clarify')
  expect(asked.choices).toHaveLength(2)
})

it('alarming words without danger get the ordinary reply', () => {
  expect(ask('Hebben jullie een meldcode huiselijk geweld?', magentazorg).kind).toBe('answer')
  expect(ask('Mijn moeder is overleden. Moet ik de overeenkomst nog opzeggen?', zonl).kind).toBe('answer')
})

it('what the agreement does not say goes to a person, and says why', () => {
  const silent = ask('Wat is de opzegtermijn van mijn overeenkomst?', {
    agreement: 'wmo-module-ondersteuningsplan',
  })
  expect(silent.kind).toBe('handoff')
  expect(silent.text).toContain('module')
  expect(ask('Krijg ik een traplift vergoed via de Wmo?', magentazorg).kind).toBe('handoff')
})

it('a wish for a person, a thing to do and an own case go to a person', () => {
  expect(ask('Ik wil graag met een mens praten.', zonl).kind).toBe('handoff')
  expect(ask('Zeg mijn afspraak van morgen af, ik ben ziek.', magentazorg).kind).toBe('handoff')
  expect(ask('Hoeveel budget heb ik nog over dit jaar?', magentazorg).kind).toBe('handoff')
  expect(
    ask(['hoe snel kan ik stoppen met de hulp', 'ok regel het dan maar voor me'], magentazorg).kind,
  ).toBe('handoff')
})

it('says that it is a computer when asked', () => {
  expect(ask('ben jij een robot of een echt mens', zonl)).toMatchObject({
    kind: 'smalltalk',
    text: expect.stringContaining('computer'),
  })
})

it.each([
  ['empty', ''],
  ['white space', ' \n\t '],
  ['emoji', '😀👍🏽'],
  ['question marks', '???'],
  ['key mashing', 'asdfkjhasdf qwoeiru zxcmnv'],
  ['SQL', "'; DROP TABLE conversations; --"],
  ['HTML', '<script>alert(1)</script><img src=x onerror=alert(1)>'],
  ['right-to-left and control characters', '\u202Eabc\u0000\u0007 \uFFFF'],
  ['10,000 characters', 'waarom duurt dat zo lang '.repeat(400)],
  ['a single word of 10,000 letters', 'a'.repeat(10_000)],
  ['lone surrogates', '\uD800 mag ik mijn dossier zien \uDC00'],
])('%s gets a sensible reply and no error', (_, message) => {
  const reply = ask(message, magentazorg)
  expect(['clarify', 'handoff', 'decline', 'smalltalk', 'answer']).toContain(reply.kind)
  expect(reply.text.length).toBeGreaterThan(0)
})

it('never repeats a citizen service number, bank account or card number', () => {
  const numbers = ['123456782', '1112.22.333', 'NL91 ABNA 0417 1643 00', '4111 1111 1111 1111']
  for (const number of numbers) {
    const reply = ask(`mijn nummer is ${number}, mag ik mijn dossier zien`, magentazorg)
    expect(JSON.stringify(reply)).not.toContain(number)
  }
})

it('the same engine and question give the same reply', () => {
  expect(ask('Tot wanneer kan ik afzeggen?', zonl)).toEqual(ask('Tot wanneer kan ik afzeggen?', zonl))
})
