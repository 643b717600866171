import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'drizzle-orm'
import { rowsOf } from '../../../db/client.ts'
import { databaseKinds } from '../../support/databases.ts'
import { newPerson } from '../../support/fake-telegram-people.ts'
import { newProduct, type Product } from '../../support/product.ts'
import {
  doors,
  productOnTelegram,
  SECRET,
  type ProductOnTelegram,
} from '../../support/product-on-telegram.ts'

describe.each(databaseKinds)('on $name', (kind) => {
  let base: Product
  beforeAll(async () => {
    base = await newProduct(kind)
  })
  afterAll(() => base.close())

  describe.each(doors)('the bot by %s', (door) => stories(door, () => base))
})

function stories(door: (typeof doors)[number], base: () => Product) {
  let running: ProductOnTelegram
  const someone = () => newPerson(running.telegram)
  const rows = (query: ReturnType<typeof sql>) => rowsOf<Record<string, unknown>>(base().database.db, query)

  beforeAll(async () => {
    running = await productOnTelegram(base(), door)
  })
  afterAll(() => running.close())

  it('who starts chooses his organisation, hears that it is a computer and what Telegram means, and says yes', async () => {
    const riet = someone()
    riet.says('/start')
    await riet.hears('Van wie krijgt u hulp?')
    expect(riet.labels()).toEqual([
      'Magentazorg',
      'OCO De Wegwijzer',
      'Zorggroep Oude en Nieuwe Land, Thuisbegeleiding',
    ])
    riet.taps('Magentazorg')
    const welcome = await riet.hears('Vindt u dat goed?')
    expect(welcome.text).toContain('Ik ben een computer, geen mens')
    expect(welcome.text).toContain('Telegram kan meelezen')
    expect(welcome.text).toContain('uw BSN')
    expect(riet.labels()).toEqual(['Ja, dat is goed', 'Nee, liever niet'])
    riet.taps('Ja, dat is goed')
    await riet.hears('Wat wilt u weten?')
    await running.telegram.until(() => riet.labels().length === 0)
    riet.says('Wat is mijn opzegtermijn?')
    await riet.hears('opzeg')
  })

  it('who writes a BSN is told that it is kept by Telegram alone', async () => {
    const riet = someone()
    riet.says('/start zonl')
    await riet.hears('Vindt u dat goed?')
    riet.taps('Ja, dat is goed')
    await riet.hears('Wat wilt u weten?')
    riet.says('Mijn BSN is 123456782, mag ik mijn dossier zien?')
    expect((await riet.hears('Bij ons is dat weggehaald')).text).toContain('Haal uw bericht daarom zelf weg')
  })

  it('who follows the link of an organisation is not asked which it is', async () => {
    const riet = someone()
    riet.says('/start zonl')
    expect((await riet.hears('Vindt u dat goed?')).text).toContain('Zorggroep Oude en Nieuwe Land')
  })

  it('an answer shows its clause, its related questions and thumbs on buttons, and each goes after a tap', async () => {
    const riet = someone()
    await riet.begins('zonl')
    riet.says('Wat is mijn opzegtermijn?')
    const answer = await riet.hears('30 dagen')
    expect(riet.labels()[0]).toBe('Waar staat dit?')
    expect(riet.labels().slice(-2)).toEqual(['👍 Dit helpt', '👎 Dit helpt niet'])
    riet.taps('Waar staat dit?')
    const clause = await riet.hears('Zo staat het in de overeenkomst')
    expect(clause.text).toContain('opzegtermijn van 30 dagen')
    const quote = clause.entities!.find(({ type }) => type === 'blockquote')!
    expect(clause.text!.slice(quote.offset, quote.offset + quote.length)).toContain('30 dagen')
    await running.telegram.until(() => !riet.labels().includes('Waar staat dit?'))
    riet.taps('👎')
    await riet.hears('Jammer dat dit niet hielp')
    await running.telegram.until(() => !riet.labels().includes('👍 Dit helpt'))
    const [thumb] = await rows(sql`select helpful from messages where helpful is not null
      and conversation_id = (select id from conversations order by created_at desc limit 1)`)
    expect(thumb).toEqual({ helpful: false })
    riet.taps('Praat met een medewerker')
    await riet.hears('Ik geef uw vraag door aan een medewerker')
    expect(answer.message_id).toBeGreaterThan(0)
  })

  it('a tap on a choice asks it; the buttons go, and a second tap on it says nothing more', async () => {
    const riet = someone()
    await riet.begins()
    riet.says('ik heb een vraag')
    const question = await riet.hears('Waar gaat uw vraag over?')
    const { data } = riet.button('Mijn dossier')
    riet.tapOn(question, data)
    riet.tapOn(question, data)
    await riet.hears('dossier')
    await running.telegram.until(() => !question.reply_markup)
    riet.says('bedankt')
    await riet.hears('Graag gedaan')
    expect(riet.texts().filter((text) => text.includes('dossier'))).toHaveLength(1)
  })

  it('a related question is asked by a tap', async () => {
    const riet = someone()
    await riet.begins('zonl')
    riet.says('Mag ik mijn dossier zien?')
    await riet.hears('dossier')
    const related = riet.labels().find((label) => label.endsWith('?') && label !== 'Waar staat dit?')!
    const before = riet.shown().length
    riet.taps(related)
    await running.telegram.until(() => riet.shown().length > before && !riet.labels().includes(related))
  })

  it('what was written before the yes is answered after it', async () => {
    const riet = someone()
    riet.says('Wat is mijn opzegtermijn?')
    await riet.hears('Van wie krijgt u hulp?')
    riet.taps('Zorggroep Oude en Nieuwe Land')
    await riet.hears('Vindt u dat goed?')
    riet.taps('Ja, dat is goed')
    await riet.hears('30 dagen')
  })

  it('who says no is forgotten, and hears the other ways', async () => {
    const riet = someone()
    riet.says('/start magentazorg')
    await riet.hears('Vindt u dat goed?')
    const before = await rows(sql`select id from telegram_chats`)
    riet.taps('Nee, liever niet')
    expect((await riet.hears('Ik heb niets bewaard')).text).toContain('veiliger')
    await expect.poll(() => rows(sql`select id from telegram_chats`)).toHaveLength(before.length - 1)
  })

  it('before the yes a message is not answered and no message is stored', async () => {
    const riet = someone()
    const [before] = await rows(sql`select count(*)::int as n from messages`)
    riet.says('/start magentazorg')
    await riet.hears('Vindt u dat goed?')
    riet.says('Wat is mijn opzegtermijn?')
    await riet.hears('Ik mag uw bericht nog niet bewaren')
    expect(await rows(sql`select count(*)::int as n from messages`)).toEqual([before])
  })

  it('danger is answered before anything else, with the number, also before the yes', async () => {
    const riet = someone()
    riet.says('ik wil niet meer leven')
    const first = await running.telegram.until(() => riet.shown()[0])
    expect(first.text).toMatch(/^Bel of chat nu met 113/u)
    expect(first.reply_markup).toBeUndefined()
    await riet.hears('Een medewerker kan uw bericht nog niet lezen')
    await riet.hears('Van wie krijgt u hulp?')
  })

  it('danger in a conversation gives the number and makes it urgent', async () => {
    const riet = someone()
    await riet.begins()
    riet.says('ik wil niet meer leven')
    await riet.hears('113')
    const [row] = await rows(sql`select status, urgent from conversations order by created_at desc limit 1`)
    expect(row).toEqual({ status: 'waiting', urgent: true })
  })

  it('/mens asks for a person', async () => {
    const riet = someone()
    await riet.begins()
    riet.says('/mens')
    await riet.hears('uw vraag door aan een medewerker')
  })

  it('who wants a person before the yes gets one after it', async () => {
    const riet = someone()
    riet.says('/mens')
    await riet.hears('Van wie krijgt u hulp?')
    riet.taps('Magentazorg')
    await riet.hears('Vindt u dat goed?')
    riet.taps('Ja')
    await riet.hears('uw vraag door aan een medewerker')
  })

  it('/taal turns the texts around the answers to English and back', async () => {
    const riet = someone()
    await riet.begins()
    riet.says('/taal')
    await riet.hears('In welke taal')
    riet.taps('English')
    await riet.hears('we speak English')
    riet.says('/help')
    await riet.hears('Type your question in plain words')
    riet.says('bedankt')
    await riet.hears('You are welcome')
  })

  it('/gegevens says what is kept, without repeating it', async () => {
    const riet = someone()
    await riet.begins()
    riet.says('Ik woon naast de regenboog')
    await running.telegram.until(() => riet.shown().length > 2)
    riet.says('/gegevens')
    const { text } = await riet.hears('Magentazorg bewaart van u')
    expect(text).toContain('3 berichten')
    expect(text).not.toContain('regenboog')
  })

  it('/wis erases everything after asking once, and the chat once its last words were sent', async () => {
    const riet = someone()
    await riet.begins()
    riet.says('Mag ik mijn dossier zien?')
    await riet.hears('dossier')
    const [chat] = await rows(
      sql`select telegram_chat_id as id from conversations order by created_at desc limit 1`,
    )
    riet.says('/wis')
    await riet.hears('Wilt u alles wissen')
    riet.taps('Ja, wis alles')
    await riet.hears('Alles is gewist')
    const left = () => rows(sql`select 1 from telegram_chats where id = ${chat!.id}`)
    await expect.poll(left).toEqual([])
    expect(await rows(sql`select 1 from conversations where telegram_chat_id = ${chat!.id}`)).toEqual([])
    riet.says('hallo')
    await riet.hears('Van wie krijgt u hulp?')
  })

  it('after /stop nothing is answered until he starts again, and he reads how', async () => {
    const riet = someone()
    await riet.begins('zonl')
    riet.says('/stop')
    await riet.hears('Ik stuur u niets meer')
    riet.says('Wat is mijn opzegtermijn?')
    await riet.hears('u vroeg mij te stoppen')
    riet.says('/start')
    await riet.hears('Dit gesprek gaat over uw hulp')
    riet.says('Wat is mijn opzegtermijn?')
    await riet.hears('30 dagen')
  })

  it('an edited message corrects the one before', async () => {
    const riet = someone()
    await riet.begins('zonl')
    const { message } = riet.says('Mag ik mijn dossier zien?')
    await riet.hears('dossier')
    riet.edits(message, 'Wat is mijn opzegtermijn?')
    await riet.hears('30 dagen')
    const said = riet.shown().length
    riet.edits(message, 'Wat is mijn opzegtermijn?')
    riet.says('bedankt')
    await riet.hears('Graag gedaan')
    expect(riet.shown()).toHaveLength(said + 1)
  })

  it.each(['photo', 'voice', 'sticker', 'document', 'location'] as const)(
    'a %s gets a kind sentence and the offer of a person',
    async (kind) => {
      const riet = someone()
      await riet.begins()
      riet[kind]()
      await riet.hears('Typ uw vraag in gewone woorden')
      riet.taps('Praat met een medewerker')
      await riet.hears('uw vraag door aan een medewerker')
    },
  )

  it('the words under a photo are read', async () => {
    const riet = someone()
    await riet.begins('zonl')
    riet.photo('wat is mijn opzegtermijn')
    expect((await riet.hears('30 dagen')).text).toContain('De bijlage zelf kan ik niet lezen')
  })

  it('/organisatie goes to another organisation, with a new conversation', async () => {
    const riet = someone()
    await riet.begins('magentazorg')
    riet.says('/organisatie')
    await riet.hears('Van wie krijgt u hulp?')
    riet.taps('Zorggroep Oude en Nieuwe Land')
    await riet.hears('uw hulp van Zorggroep Oude en Nieuwe Land')
    // A yes to one organisation is none to another.
    riet.says('Wat is mijn opzegtermijn?')
    await riet.hears('nog niet bewaren')
    riet.taps('Ja, dat is goed')
    await riet.hears('30 dagen')
  })

  it.each(['/mens', '/start', '/wis', '/hulp'])(
    'danger behind %s is answered before all else',
    async (command) => {
      const riet = someone()
      await riet.begins()
      riet.says(`${command} ik wil niet meer leven`)
      await riet.hears('113')
    },
  )

  it('what stands behind /mens reaches the person, and words behind an unknown command are answered', async () => {
    const riet = someone()
    await riet.begins('zonl')
    riet.says('/vraag wat is mijn opzegtermijn?')
    await riet.hears('30 dagen')
    riet.says('/mens mag ik mijn dossier zien?')
    await riet.hears('dossier')
    await riet.hears('uw vraag door aan een medewerker')
  })

  it('a button of an earlier conversation says kindly that it no longer works', async () => {
    const riet = someone()
    await riet.begins()
    riet.says('ik heb een vraag')
    const question = await riet.hears('Waar gaat uw vraag over?')
    const { data } = riet.button('Mijn dossier')
    riet.says('/start zonl')
    await riet.hears('uw hulp van Zorggroep')
    const said = riet.shown().length
    riet.tapOn(question, data)
    await running.telegram.until(() =>
      running.telegram
        .callsOf('answerCallbackQuery')
        .some(({ params }) => String(params.text).includes('Deze knop')),
    )
    expect(riet.shown()).toHaveLength(said)
  })

  it('markup, odd characters and endless words in what people write break nothing', async () => {
    const riet = someone()
    await riet.begins()
    const said = [
      '*_[~`>#+-=|{}.!\\',
      '<b>&amp;<script>',
      '😀'.repeat(2048),
      '\u202Eachterstevoren \u0000 \uD800',
      '/'.repeat(200),
    ]
    for (const text of said) {
      const before = riet.shown().length
      riet.says(text)
      await running.telegram.until(() => riet.shown().length > before)
    }
    const refused = running.telegram.callsOf('sendMessage').filter(({ answered }) => answered && !answered.ok)
    expect(refused).toEqual([])
  })

  it('an update that is repeated, at the same time too, is one message and one reply', async () => {
    const riet = someone()
    await riet.begins('zonl')
    const { update } = riet.says('Wat is mijn opzegtermijn?')
    await Promise.all(
      Array.from({ length: 50 }, () =>
        running.product.app.request('/telegram/shared', {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'x-telegram-bot-api-secret-token': SECRET,
          },
          body: JSON.stringify(update),
        }),
      ),
    ).then((responses) => expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200])))
    await riet.hears('30 dagen')
    riet.says('bedankt')
    await riet.hears('Graag gedaan')
    expect(riet.texts().filter((text) => text.includes('30 dagen'))).toHaveLength(1)
  })

  it('the menu holds the commands, in Dutch and in English', async () => {
    await running.telegram.until(() => running.telegram.commands.has('en'))
    const menu = running.telegram.commands.get('')!.map(({ command }) => command)
    expect(menu).toEqual(['start', 'mens', 'organisatie', 'taal', 'gegevens', 'wis', 'stop', 'help'])
    expect(running.telegram.commands.get('en')![1]!.description).toBe('Talk to a person')
  })
}
