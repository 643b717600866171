import { execFileSync } from 'node:child_process'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '../../../db/client.ts'
import { databaseKinds } from '../../support/databases.ts'
import { everyRoute, exampleOf, withoutExample } from '../../support/every-route/every-route.ts'
import { askRightly } from '../../support/every-route/right-asker.ts'
import { workplaceAt, type Workplace } from '../../support/every-route/workplace.ts'
import { everyRow, everySealedText, type Stored } from '../../support/every-text.ts'
import { newProduct, type Product } from '../../support/product.ts'

/** Stands in all that clients say and that is said of them, and is put behind every string that a route takes. */
const MARK = 'Zilverreiger'
const NUMBERS = 'bsn 123.456.782, NL91 ABNA 0417 1643 00 en 4111 1111 1111 1111'
const NUMBER = /123\D{0,3}456\D{0,3}782|0417\D{0,3}1643|4111\D{0,3}1111/u
/** Where staff write the organisation's own words, of which no client is the subject, and who they are themselves. */
const NOT_OF_CLIENTS =
  /^(?:accounting|acute_contacts|canned_replies|knowledge_entries|knowledge_versions|saved_views|signal_categories|staff|teams|users)$/u
/** Where staff give their own name, which stands beside all that they do. */
const OWN_NAME = /\/(?:invitations|recoveries|auth|staff)\b/u
/** What takes a choice, a name or a secret refuses words behind it. */
const REFUSED = [400, 401, 403, 404, 409, 410, 413, 422, 503]

describe.each(databaseKinds)('what was written through every door, in $name', (kind) => {
  let product: Product
  let ours: Workplace
  let rows: Stored[]
  let sealed: Stored[]
  const told: string[] = []
  const wrong: string[] = []

  beforeAll(async () => {
    product = await newProduct(kind)
    ours = await workplaceAt(product, 'de-wegwijzer', MARK)
    const writing = everyRoute.filter(
      ({ method, name }) => method !== 'GET' && !withoutExample.includes(name),
    )
    for (const each of writing) {
      const { body } = await exampleOf(ours, each.name)
      for (const at of wordsIn(body)) {
        const fresh = await exampleOf(ours, each.name)
        const marred = changed(fresh.body, at, (text) =>
          OWN_NAME.test(each.name) ? `${text} ${NUMBERS}` : `${text} ${MARK} ${NUMBERS}`,
        )
        const answer = await askRightly(product, ours, each, { ...fresh, body: marred })
        const place = `${each.name} ${at.join('.')}`
        if (!answer.ok && !REFUSED.includes(answer.status)) wrong.push(`${place} answers ${answer.status}`)
        if (answer.ok && answer.headers.has('Wegwijs-Left-Out')) told.push(place)
        const isText = answer.headers.get('content-type')?.includes('json')
        if (answer.ok && isText && NUMBER.test(await answer.text())) wrong.push(`${place} is read back`)
      }
    }
    rows = await everyRow(product.database.db)
    sealed = await everySealedText(product.database.db, product.desk.masterKey)
  }, 600_000)
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  it('holds no service, bank or card number, and who wrote one was told', () => {
    expect(wrong).toEqual([])
    expect([...rows, ...sealed].filter(({ text }) => NUMBER.test(text))).toEqual([])
    expect(told).toEqual(
      expect.arrayContaining([
        'POST /api/v1/conversations/:id/messages text',
        'POST /api/v1/desk/conversations/:id/notes text',
        'POST /api/v1/desk/conversations/:id/replies text',
        'PUT /api/v1/desk/conversations/:id/draft text',
        'POST /api/v1/desk/canned-replies title',
        'POST /api/v1/desk/teams name',
      ]),
    )
  })

  it('is in a dump nowhere to be read as far as it is of clients, in no way of writing', async () => {
    // What is looked for below is really there, in these columns among others.
    const filled = new Set(sealed.filter(({ text }) => text.includes(MARK)).map(({ where }) => where))
    expect([...filled]).toEqual(
      expect.arrayContaining([
        'clients.sealed_name',
        'contacts.sealed_note',
        'conversations.sealed_contact',
        'conversations.sealed_question',
        'drafts.sealed_text',
        'handoffs.sealed_summary',
        'messages.sealed_content',
        'signals.sealed_facts',
        'steps.sealed_text',
        'support_questions.sealed_aim',
      ]),
    )
    const ways = [MARK, Buffer.from(MARK).toString('hex'), ...inBase64(MARK)].map((way) => way.toLowerCase())
    const found = (await dumped()).filter(({ text }) => ways.some((way) => text.toLowerCase().includes(way)))
    expect(found.map(({ where, text }) => `${where} ${text.slice(0, 300)}`)).toEqual([])
  })

  it('gives no day of birth away', async () => {
    const births = sealed.filter(({ where }) => where === 'clients.sealed_birth_date').map(({ text }) => text)
    expect(births.length).toBeGreaterThan(5)
    const dump = (await dumped()).map(({ text }) => text).join('\n')
    expect(births.filter((day) => notations(day).some((written) => dump.includes(written)))).toEqual([])
  })

  /** What somebody could read who has the files of the database: each row, and on PostgreSQL a dump as one makes it. */
  async function dumped(): Promise<Stored[]> {
    const ofClients = rows.filter(({ where }) => !NOT_OF_CLIENTS.test(where))
    if (kind.name !== 'PostgreSQL') return ofClients
    const [row] = await rowsOf<{ name: string }>(product.database.db, sql`select current_database() as name`)
    const url = new URL(process.env.TEST_DATABASE_URL!)
    url.pathname = `/${row!.name}`
    const dump = execFileSync('pg_dump', [url.href], { encoding: 'utf8', maxBuffer: 2 ** 30 })
    let table = ''
    return [
      ...ofClients,
      ...dump
        .split('\n')
        .map((text) => {
          table = /^COPY public\.(\w+)/u.exec(text)?.[1] ?? table
          return { where: table, text }
        })
        .filter(({ where }) => !NOT_OF_CLIENTS.test(where)),
    ]
  }
})

type Place = (string | number)[]

/** Ids and days take no words behind them. */
const IS_NO_WORDS = /^(?:[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d{2}-\d{2}.*)$/u

/** The places of all strings in a body. */
function wordsIn(value: unknown, at: Place = []): Place[] {
  if (typeof value === 'string') return at.length > 0 && !IS_NO_WORDS.test(value) ? [at] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => wordsIn(inner, [...at, name]))
}

function changed(value: unknown, [name, ...rest]: Place, change: (text: string) => string): unknown {
  if (name === undefined) return change(String(value))
  const copy = structuredClone(value) as Record<string, unknown>
  copy[name] = changed(copy[name], rest, change)
  return copy
}

/** The three ways in which a text can lie within base64, without the letters that its neighbours share. */
function inBase64(text: string): string[] {
  return [0, 1, 2].map((shift) =>
    Buffer.from('x'.repeat(shift) + text)
      .toString('base64')
      .replaceAll('=', '')
      .slice(shift === 0 ? 0 : shift + 1, -1),
  )
}

function notations(day: string): string[] {
  const [year, month, date] = day.split('-') as [string, string, string]
  return [
    day,
    `${date}-${month}-${year}`,
    `${date}/${month}/${year}`,
    `${Number(date)}-${Number(month)}-${year}`,
  ]
}
