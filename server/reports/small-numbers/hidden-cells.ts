import { clientsFound } from './clients-found.ts'
import { beside, companions } from './companions.ts'
import { canFall, canRise, leakOf, settledCells, type Grid, type Part, type Place } from './found-back.ts'
import { FEWEST_CLIENTS, isFew, markOf, type Hidden } from './marks.ts'

export type { Part } from './found-back.ts'

/** Numbers in rows and columns with their totals, and the same whole once more by another division. */
export type Published = {
  rows: readonly string[]
  columns: readonly string[]
  at: (row: string, column: string) => Part
  /** The other division: what it is of, and what stands behind each part. */
  sides: ReadonlyMap<string, Part>
}

/** In the place of a row or a column: the total. */
export const TOTAL = ''

export const cellName = (row: string, column: string) => `cell/${row}/${column}`
export const sideName = (side: string) => `side/${side}`

type Named = { name: string; part: Part }

/**
 * Which numbers stay inside the organisation, by their names, with what is shown for them: those of fewer than 5 unique
 * clients, those that were hidden `before`, and as many others as it takes that no sum or difference of what is shown,
 * nor what the marks say, gives such a number back (wlz-oco-2024 bijlage-5-art-2).
 */
export function hiddenCells(
  published: Published,
  before: ReadonlySet<string> = new Set(),
): Map<string, Hidden> {
  const names = namesToHide(published, before)
  return new Map(
    partsOf(published).flatMap(({ name, part }) =>
      names.has(name) ? [[name, markOf(part.clients.size)] as const] : [],
    ),
  )
}

function namesToHide(published: Published, before: ReadonlySet<string>): Set<string> {
  const hidden = new Set([...fewCells(published), ...before])
  const all = () => new Set([...hidden, ...namesWithContent(published)])
  const whole = cellName(TOTAL, TOTAL)
  const grid = gridOf(published, hidden)
  while (!hidden.has(whole)) {
    const more = cellsToHide(grid)
    if (!more) break
    for (const [row, column] of more) hidden.add(grid.name(row, column))
  }
  // Without the whole any division that is shown in full would tell it.
  if (hidden.has(whole) || !hideSides(published, hidden)) return all()
  return hidden
}

/** The names of the numbers of fewer than 5 unique clients, totals too. */
export function fewCells(published: Published): string[] {
  return partsOf(published).flatMap(({ name, part }) => (isFew(part.clients.size) ? [name] : []))
}

function namesWithContent(published: Published): string[] {
  return partsOf(published).flatMap(({ name, part }) => (part.contacts > 0 ? [name] : []))
}

function partsOf({ rows, columns, at, sides }: Published): Named[] {
  const cells = [...rows, TOTAL].flatMap((row) =>
    [...columns, TOTAL].map((column) => ({ name: cellName(row, column), part: at(row, column) })),
  )
  return [...cells, ...Array.from(sides, ([side, part]) => ({ name: sideName(side), part }))]
}

type NamedGrid = Grid & { name: (row: number, column: number) => string }

function gridOf({ rows, columns, at }: Published, hidden: Set<string>): NamedGrid {
  const rowNames = [...rows, TOTAL]
  const columnNames = [...columns, TOTAL]
  const name = (row: number, column: number) => cellName(rowNames[row]!, columnNames[column]!)
  return {
    rows: rowNames.length,
    columns: columnNames.length,
    name,
    at: (row, column) => at(rowNames[row]!, columnNames[column]!),
    isHidden: (row, column) => hidden.has(name(row, column)),
  }
}

/** What has to be hidden too; null when nothing of few clients can be found back. */
function cellsToHide(grid: NamedGrid): Place[] | null {
  const whole: Place[] = [[grid.rows - 1, grid.columns - 1]]
  const leak = leakOf(grid)
  if (leak) return companions(grid, leak) ?? whole
  const settled = settledCells(grid)
  const few = settled.find(([row, column]) => isFew(grid.at(row, column).clients.size))
  if (few) return beside(grid, few) ?? whole
  const told = toldOf(grid)
  if (told) return beside(grid, told) ?? whole
  // What is settled is as good as shown, whoever it is of.
  const isSettled = (row: number, column: number) => settled.some(([r, c]) => r === row && c === column)
  const isHidden = (row: number, column: number) => grid.isHidden(row, column) && !isSettled(row, column)
  const rest = leakOf({ ...grid, isHidden })
  // A round through what is settled is hidden already and helps nobody: something else has to go too.
  return rest && (companions(grid, rest) ?? beside(grid, rest[0]!) ?? whole)
}

/** The last is the total of the others. */
const lineOf = (names: string[]) => ({ total: names.at(-1)!, parts: names.slice(0, -1) })

/** A cell of which it can be found how many clients it is. */
function toldOf(grid: NamedGrid): Place | null {
  const [rows, columns] = [grid.rows, grid.columns].map((count) => [...Array(count).keys()]) as [
    number[],
    number[],
  ]
  const places = rows.flatMap((row) => columns.map((column): Place => [row, column]))
  const people = new Map(
    places.map(([row, column]) => [
      grid.name(row, column),
      { clients: grid.at(row, column).clients.size, isHidden: grid.isHidden(row, column) },
    ]),
  )
  const lines = [
    ...rows.map((row) => lineOf(columns.map((column) => grid.name(row, column)))),
    ...columns.map((column) => lineOf(rows.map((row) => grid.name(row, column)))),
  ]
  const [found] = clientsFound(lines, people)
  return places.find(([row, column]) => grid.name(row, column) === found) ?? null
}

const bySize = (a: Part, b: Part) => a.clients.size - b.clients.size || a.contacts - b.contacts

/** Hides as many parts of the other division as it takes; false when even all of them do not do. */
function hideSides({ sides, at }: Published, hidden: Set<string>): boolean {
  const whole = { clients: at(TOTAL, TOTAL).clients.size, isHidden: false }
  const line = { total: TOTAL, parts: [...sides.keys()] }
  const isTold = () => {
    const each = Array.from(
      sides,
      ([side, { clients }]) =>
        [side, { clients: clients.size, isHidden: hidden.has(sideName(side)) }] as const,
    )
    return clientsFound([line], new Map([[TOTAL, whole], ...each])).length > 0
  }
  const open = [...sides]
    .filter(([side, { contacts }]) => contacts > 0 && !hidden.has(sideName(side)))
    .toSorted(([, a], [, b]) => bySize(a, b))
  for (;;) {
    const kept = [...sides].flatMap(([side, part]) => (hidden.has(sideName(side)) ? [part] : []))
    if (!tells(kept) && !isTold()) return true
    const next = open.shift()
    if (!next) return false
    hidden.add(sideName(next[0]))
  }
}

/** Whether the sum of these parts, which the whole gives away, says something of fewer than 5 clients. */
function tells(kept: Part[]): boolean {
  if (!kept.some(({ clients }) => isFew(clients.size))) return false
  const together = new Set(kept.flatMap(({ clients }) => [...clients]))
  if (together.size < FEWEST_CLIENTS) return true
  const measures = [({ contacts }: Part) => contacts, ({ minutes }: Part) => minutes]
  return measures.some((measure) => {
    const rising = kept.filter((part) => canRise(measure(part)))
    // When each holds the least that its mark says, all of them are known.
    return rising.length < 2 || !kept.some((part) => canFall(measure(part), part.clients.size))
  })
}
