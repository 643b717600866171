import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cellName,
  fewCells,
  hiddenCells,
  sideName,
  TOTAL,
  type Part,
  type Published,
} from '../../../server/reports/small-numbers/hidden-cells.ts'
import type { Hidden } from '../../../server/reports/small-numbers/marks.ts'
import { followsFrom, waysOf, type Puzzle } from '../../support/attacker.ts'

type Counted = { client: string; row: string; column: string; side: string; minutes: number }

const REGIONS = ['Utrecht', 'Twente', 'Zeeland', 'Drenthe']
const SERVICES = ['information', 'mediation', 'other']
const CHANNELS = ['phone', 'mail', 'visit']

const partOf = (among: Counted[]): Part => ({
  clients: new Set(among.map(({ client }) => client)),
  contacts: among.length,
  minutes: among.reduce((sum, { minutes }) => sum + minutes, 0),
})

function published(contacts: Counted[]): Published {
  return {
    rows: REGIONS,
    columns: SERVICES,
    at: (row, column) =>
      partOf(
        contacts.filter(
          (each) => (row === TOTAL || each.row === row) && (column === TOTAL || each.column === column),
        ),
      ),
    sides: new Map(CHANNELS.map((side) => [side, partOf(contacts.filter((each) => each.side === side))])),
  }
}

type Marks = ReadonlyMap<string, Hidden>

/**
 * What the reader knows of one measure: every line of the table adds up, and so do the channels. "<5" is of somebody,
 * "x" of 5 or more, with a contact and a minute each; what the version before hid may have come to nothing.
 */
function puzzleOf(table: Published, hidden: Marks, before: Marks, of: (part: Part) => number): Puzzle {
  const value = new Map<string, number>()
  for (const row of [...REGIONS, TOTAL])
    for (const column of [...SERVICES, TOTAL]) value.set(cellName(row, column), of(table.at(row, column)))
  for (const side of CHANNELS) value.set(sideName(side), of(table.sides.get(side)!))
  const whole = cellName(TOTAL, TOTAL)
  const lines = [
    ...[...REGIONS, TOTAL].map(
      (row) => [cellName(row, TOTAL), SERVICES.map((column) => cellName(row, column))] as const,
    ),
    ...[...SERVICES, TOTAL].map(
      (column) => [cellName(TOTAL, column), REGIONS.map((row) => cellName(row, column))] as const,
    ),
    [whole, CHANNELS.map(sideName)] as const,
  ]
  const equations = lines.map(([total, parts]) => {
    const terms = new Map<string, number>()
    let sum = 0
    const take = (name: string, times: number) => {
      if (hidden.has(name)) terms.set(name, times)
      else sum -= times * value.get(name)!
    }
    parts.forEach((name) => take(name, 1))
    take(total, -1)
    return { terms, sum }
  })
  const unknowns = Array.from(hidden, ([name, mark]) => ({
    name,
    least: mark === '<5' ? 1 : 5,
    orNothing: mark === 'x' && before.has(name),
  }))
  return { unknowns, equations }
}

/** Sums of hidden numbers of fewer than 5 clients that the reader gets to know; the most that he adds up is four. */
function foundBack(table: Published, hidden: Marks, before: Marks = new Map()): string[] {
  const parts = new Map<string, Part>([
    ...REGIONS.flatMap((row) =>
      SERVICES.map((column) => [cellName(row, column), table.at(row, column)] as const),
    ),
    ...CHANNELS.map((side) => [sideName(side), table.sides.get(side)!] as const),
  ])
  const cells = [...hidden.keys()].filter((name) => parts.has(name) && parts.get(name)!.contacts > 0)
  const families = [
    cells.filter((name) => name.startsWith('cell')),
    cells.filter((name) => name.startsWith('side')),
  ]
  const groups = families.flatMap((names) => groupsOfFew(names, parts))
  const found = new Set<string>()
  for (const measure of [({ contacts }: Part) => contacts, ({ minutes }: Part) => minutes]) {
    const puzzle = puzzleOf(table, hidden, before, measure)
    const follows = followsFrom(puzzle)
    for (const group of groups) if (follows(group)) found.add(group.join(' + '))
    const ways = waysOf(puzzle, 5_000)
    if (!ways) continue
    for (const group of groups)
      if (new Set(ways.map((way) => sum(way, group))).size === 1) found.add(group.join(' + '))
  }
  return [...found]
}

const sum = (way: Map<string, number>, group: string[]) =>
  group.reduce((total, name) => total + way.get(name)!, 0)

function groupsOfFew(names: string[], parts: Map<string, Part>): string[][] {
  const groups: string[][] = []
  const grow = (from: number, group: string[], clients: Set<string>) => {
    for (let i = from; i < names.length; i++) {
      const together = new Set([...clients, ...parts.get(names[i]!)!.clients])
      if (together.size > 4) continue
      groups.push([...group, names[i]!])
      if (group.length < 3) grow(i + 1, [...group, names[i]!], together)
    }
  }
  grow(0, [], new Set())
  return groups
}

const onlyFew = (table: Published): Marks => new Map(fewCells(table).map((name) => [name, '<5']))

const contact = fc.record({
  client: fc.integer({ min: 1, max: 40 }).map((number) => `client ${number}`),
  row: fc.constantFrom(...REGIONS),
  column: fc.constantFrom(...SERVICES),
  side: fc.constantFrom(...CHANNELS),
  minutes: fc.integer({ min: 1, max: 6 }),
})
/** From a month in which hardly anybody asked anything to one in which few numbers are small. */
const month = fc
  .nat({ max: 150 })
  .chain((most) => fc.array(contact, { minLength: Math.floor(most / 2), maxLength: most }))

/** Contacts of so many clients, each of his own. */
const of = (clients: number, row: string, column: string, side = 'phone', from = 0): Counted[] =>
  Array.from({ length: clients }, (_, i) => ({
    client: `${row} ${column} ${from + i}`,
    row,
    column,
    side,
    minutes: 20,
  }))

describe('what fewer than 5 clients have done stays inside', () => {
  it('a cell of four is hidden, and the next smallest of its row and column with it', () => {
    const contacts = [
      ...of(4, 'Utrecht', 'information'),
      ...of(6, 'Utrecht', 'mediation'),
      ...of(9, 'Utrecht', 'other'),
      ...of(7, 'Zeeland', 'information'),
      ...of(8, 'Zeeland', 'mediation'),
      ...of(20, 'Zeeland', 'other'),
    ]
    expect([...hiddenCells(published(contacts)).keys()].toSorted()).toEqual(
      [
        cellName('Utrecht', 'information'),
        cellName('Utrecht', 'mediation'),
        cellName('Zeeland', 'information'),
        cellName('Zeeland', 'mediation'),
      ].toSorted(),
    )
  })

  it('"<5" says 1 to 4 clients and nothing else; "x" is 5 or more, or was hidden before', () => {
    const contacts = [
      ...of(4, 'Utrecht', 'information'),
      ...of(20, 'Utrecht', 'mediation'),
      ...of(7, 'Zeeland', 'information'),
      ...of(8, 'Zeeland', 'mediation'),
    ]
    const first = hiddenCells(published(contacts))
    expect(first.get(cellName('Utrecht', 'information'))).toBe('<5')
    expect(first.get(cellName('Utrecht', 'mediation'))).toBe('x')
    const corrected = published([
      ...contacts.filter(({ row, column }) => row !== 'Utrecht' || column !== 'information'),
      ...of(2, 'Zeeland', 'other'),
    ])
    const second = hiddenCells(corrected, new Set(first.keys()))
    expect(second.get(cellName('Utrecht', 'information'))).toBe('x')
    expect(second.get(cellName('Zeeland', 'other'))).toBe('<5')
    fc.assert(
      fc.property(month, (some) => {
        const table = published(some)
        for (const [name, mark] of hiddenCells(table)) {
          const [, row, column] = name.split('/') as [string, string, string]
          const { clients } = name.startsWith('cell') ? table.at(row, column) : table.sides.get(row)!
          expect(mark).toBe(clients.size < 5 ? '<5' : 'x')
          expect(clients.size).toBeGreaterThan(0)
        }
      }),
    )
  })

  it('two numbers under "<5" that can only be 4 each get a third beside them', () => {
    const square = ['Utrecht', 'Zeeland'].flatMap((row) => [
      ...of(4, row, 'information'),
      ...of(4, row, 'mediation'),
      ...of(6, row, 'other'),
    ])
    const hidden = hiddenCells(published([...square, ...square]))
    expect(hidden.get(cellName('Utrecht', 'information'))).toBe('<5')
    expect(hidden.get(cellName('Utrecht', 'other')) ?? hidden.get(cellName('Utrecht', TOTAL))).toBe('x')
  })

  it('where nothing else is left to hide, the total is hidden, and then nothing adds up to it', () => {
    const table = published(of(3, 'Utrecht', 'information'))
    const hidden = hiddenCells(table)
    expect(hidden.get(cellName(TOTAL, TOTAL))).toBe('<5')
    expect(hidden.get(sideName('phone'))).toBe('<5')
    expect(foundBack(table, hidden)).toEqual([])
  })

  it('nothing is hidden of a month in which every number is of five clients or of none', () => {
    expect(hiddenCells(published(of(5, 'Utrecht', 'information'))).size).toBe(0)
    expect(hiddenCells(published([])).size).toBe(0)
  })

  it('who works out what was left out finds no number of fewer than 5 clients', () => {
    fc.assert(
      fc.property(month, (contacts) => {
        const table = published(contacts)
        expect(foundBack(table, hiddenCells(table))).toEqual([])
      }),
      { numRuns: 200 },
    )
  }, 60_000)

  it('he would find them if only the small numbers themselves were left out', () => {
    const months = fc.sample(month, { numRuns: 100, seed: 5 })
    const found = months.filter((contacts) => {
      const table = published(contacts)
      return foundBack(table, onlyFew(table)).length > 0
    })
    expect(found.length).toBeGreaterThan(20)
  }, 60_000)

  it('what a version hid stays hidden in the next, and the two together give nothing back', () => {
    const correction = fc.record({ added: fc.array(contact, { maxLength: 6 }), removed: fc.nat({ max: 6 }) })
    fc.assert(
      fc.property(month, correction, (contacts, { added, removed }) => {
        const first = hiddenCells(published(contacts))
        const table = published([...contacts.slice(removed), ...added])
        const second = hiddenCells(table, new Set(first.keys()))
        expect([...first.keys()].filter((name) => !second.has(name))).toEqual([])
        expect(foundBack(table, second, first)).toEqual([])
      }),
      { numRuns: 200 },
    )
  }, 60_000)
})
