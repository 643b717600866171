import { eq } from 'drizzle-orm'
import { organisations } from '../../db/schema.ts'
import { asStaff } from '../staff/as-staff.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import type { Cell, Sheet } from '../reports/workbook/workbook.ts'
import type { Locale } from '../texts.ts'
import type { LineFilters } from './filters.ts'
import { rowsIn, shown, withClient, type Line, type Place } from './lines.ts'
import { accessWords, wordOf, type AccessWords } from './words.ts'

const BATCH = 5000

/** Every line under these filters, with a sheet that says what they are. */
export function accessSheets(
  { db }: Store,
  me: StaffMember,
  { filters, locale }: { filters: LineFilters; locale: Locale },
  now = new Date(),
): Promise<[Sheet, Sheet]> {
  const words = accessWords(locale)
  return asStaff(db, me, async (tx) => {
    const wanted = await withClient(tx, me, filters)
    const rows: Cell[][] = []
    let after: Place | null = null
    do {
      const batch = await rowsIn(tx, me, wanted, { after, most: BATCH, now })
      rows.push(...(await shown(tx, batch)).map((line) => rowOf(line, words)))
      const last = batch.length === BATCH ? batch.at(-1)! : null
      after = last && { at: last.at.toISOString(), seq: last.seq }
    } while (after)
    const [own] = await tx.select().from(organisations).where(eq(organisations.id, me.organisationId))
    return [
      { name: words('sheet.lines'), columns: columnsIn(words), rows },
      aboutSheet({ filters, words, organisation: own!.name, by: me.firstName, now, lines: rows.length }),
    ]
  })
}

function columnsIn(words: AccessWords): Sheet['columns'] {
  return [
    { title: words('column.seq'), kind: 'number', width: 9 },
    { title: words('column.at'), kind: 'moment', width: 17 },
    { title: words('column.who'), kind: 'text', width: 22 },
    { title: words('column.role'), kind: 'text', width: 14 },
    { title: words('column.event'), kind: 'text', width: 34 },
    { title: words('column.action'), kind: 'text', width: 9 },
    { title: words('column.outcome'), kind: 'text', width: 12 },
    { title: words('column.purpose'), kind: 'text', width: 20 },
    { title: words('column.clients'), kind: 'text', width: 22 },
    { title: words('column.emergency'), kind: 'text', width: 12 },
    { title: words('column.object'), kind: 'text', width: 46 },
    { title: words('column.responsible'), kind: 'text', width: 38 },
    { title: words('column.address'), kind: 'text', width: 16 },
    { title: words('column.source'), kind: 'text', width: 10 },
    { title: words('column.request'), kind: 'text', width: 38 },
    { title: words('column.hash'), kind: 'text', width: 66 },
  ]
}

function rowOf(line: Line, words: AccessWords): Cell[] {
  const { clients, moreClients } = line
  const named = clients.map(({ id, number }) => (number === null ? id : `#${number}`))
  return [
    line.seq,
    new Date(line.at),
    line.actorName ?? words(`actor.${line.actor}`),
    line.role && wordOf(words, 'role', line.role),
    wordOf(words, 'event', line.event),
    words(`action.${line.action}`),
    words(`outcome.${line.outcome}`),
    wordOf(words, 'purpose', line.purpose),
    [...named, ...(moreClients ? [words('more-clients', { count: moreClients })] : [])].join(', '),
    line.isEmergency ? words('yes') : '',
    [line.objectKind, line.objectId].filter(Boolean).join(' '),
    line.responsibleStaffId,
    line.address,
    line.source,
    line.requestId,
    line.hash,
  ]
}

type About = {
  filters: LineFilters
  words: AccessWords
  organisation: string
  by: string
  now: Date
  lines: number
}

function aboutSheet({ filters, words, organisation, by, now, lines }: About): Sheet {
  const chosen = Object.entries(filters).filter(([, value]) => value !== undefined)
  return {
    name: words('sheet.about'),
    columns: [
      { title: words('about.what'), kind: 'text', width: 26 },
      { title: words('about.value'), kind: 'text', width: 90 },
    ],
    rows: [
      [words('about.organisation'), organisation],
      [words('about.made'), `${now.toISOString()}, ${by}`],
      [words('about.lines'), String(lines)],
      [
        words('about.filters'),
        chosen.map(([name, value]) => `${name}: ${value}`).join('; ') || words('about.all'),
      ],
      [words('about.norm'), words('about.norm-value')],
    ],
  }
}
