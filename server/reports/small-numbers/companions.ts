import type { Grid, Leak, Place } from './found-back.ts'

/** A total tells more than any cell, and the whole more than any total: they are hidden last. */
const OF_A_TOTAL = 1e6
const OF_THE_WHOLE = 1e9

type Way = { cost: number; cells: Place[] }

/**
 * The cells to hide so that the sum of these cannot be found back: a number cannot be worked out when a round of hidden
 * ones goes through it, of which each could be more where the next is less. The round that costs the least is taken;
 * null when there is none, or none of which anything is shown still.
 */
export function companions(grid: Grid, leak: Leak): Place[] | null {
  const isLeaked = (row: number, column: number) => leak.some(([r, c]) => r === row && c === column)
  const ways = leak.flatMap((cell) => cheapestWay(grid, cell, isLeaked) ?? [])
  const best = ways.toSorted((a, b) => a.cost - b.cost)[0]
  return best && best.cells.length > 0 ? best.cells : null
}

/** The smallest cell that is shown in the row or the column of this one, else anywhere. */
export function beside(grid: Grid, [row, column]: Place): Place[] | null {
  const open = placesOf(grid).filter(
    (place) => !grid.isHidden(...place) && costOf(grid, place) < OF_THE_WHOLE,
  )
  const near = open.filter(([r, c]) => r === row || c === column)
  const among = near.length > 0 ? near : open
  const smallest = among.toSorted((a, b) => costOf(grid, a) - costOf(grid, b))[0]
  return smallest ? [smallest] : null
}

/** What is shown as 0 stays 0, so it serves for nothing. */
const placesOf = (grid: Grid): Place[] =>
  Array.from({ length: grid.rows }, (_, row) =>
    Array.from({ length: grid.columns }, (__, column): Place => [row, column]),
  )
    .flat()
    .filter(([row, column]) => grid.isHidden(row, column) || grid.at(row, column).contacts > 0)

function costOf(grid: Grid, [row, column]: Place): number {
  if (grid.isHidden(row, column)) return 0
  const { clients } = grid.at(row, column)
  const totals = Number(row === grid.rows - 1) + Number(column === grid.columns - 1)
  return [0, OF_A_TOTAL, OF_THE_WHOLE][totals]! + clients.size
}

/** From the column of a cell back to its row by other cells, by the method of Dijkstra. */
function cheapestWay(
  grid: Grid,
  [row, column]: Place,
  isBarred: (row: number, column: number) => boolean,
): Way | null {
  const steps = placesOf(grid).filter(([r, c]) => !isBarred(r, c))
  const columnNode = (c: number) => grid.rows + c
  const known = new Map<number, Way>([[columnNode(column), { cost: 0, cells: [] }]])
  const done = new Set<number>()
  for (;;) {
    const [node, way] = [...known]
      .filter(([each]) => !done.has(each))
      .toSorted(([, a], [, b]) => a.cost - b.cost)[0] ?? [null, null]
    if (node === null) return null
    if (node === row) return { ...way, cells: way.cells.filter((place) => !grid.isHidden(...place)) }
    done.add(node)
    for (const place of steps) {
      const ends = [place[0], columnNode(place[1])]
      if (!ends.includes(node)) continue
      const other = ends[0] === node ? ends[1]! : ends[0]!
      const cost = way.cost + costOf(grid, place)
      if (cost < (known.get(other)?.cost ?? Infinity))
        known.set(other, { cost, cells: [...way.cells, place] })
    }
  }
}
