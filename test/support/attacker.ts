/**
 * Somebody who has a published table and wants to know what was left out. He shares nothing with the rule that
 * decides what is left out: he solves equations, and tries every way in which the numbers could be.
 */
export type Puzzle = {
  /** The numbers that are hidden, each with the least that it can be; some can also be nothing. */
  unknowns: { name: string; least: number; orNothing: boolean }[]
  /** What is known: these unknowns, each so many times, come to this. */
  equations: { terms: Map<string, number>; sum: number }[]
}

const NEARLY = 1e-9

/** Whether the sum of these unknowns follows from the equations alone. */
export function followsFrom({ unknowns, equations }: Puzzle): (group: readonly string[]) => boolean {
  const place = new Map(unknowns.map(({ name }, i) => [name, i]))
  const basis: { pivot: number; row: number[] }[] = []
  const reduced = (row: number[]) => {
    for (const { pivot, row: known } of basis) {
      const factor = row[pivot]!
      if (Math.abs(factor) > NEARLY) known.forEach((value, i) => (row[i]! -= factor * value))
    }
    return row
  }
  for (const { terms } of equations) {
    const row = unknowns.map(() => 0)
    for (const [name, times] of terms) row[place.get(name)!] = times
    const left = reduced(row)
    const pivot = left.findIndex((value) => Math.abs(value) > NEARLY)
    if (pivot === -1) continue
    const scale = left[pivot]!
    const fresh = { pivot, row: left.map((value) => value / scale) }
    for (const known of basis) {
      const factor = known.row[pivot]!
      known.row = known.row.map((value, i) => value - factor * fresh.row[i]!)
    }
    basis.push(fresh)
  }
  return (group) => {
    const wanted = unknowns.map(() => 0)
    for (const name of group) wanted[place.get(name)!] = 1
    return reduced(wanted).every((value) => Math.abs(value) < NEARLY)
  }
}

/** Every way in which the hidden numbers could be, up to so many; null when there are more, or too many to look at. */
export function waysOf({ unknowns, equations }: Puzzle, most: number): Map<string, number>[] | null {
  const least = new Map(unknowns.map(({ name, ...each }) => [name, each.orNothing ? 0 : each.least]))
  const ways: Map<string, number>[] = []
  let looks = 5_000
  const lines = equations.filter(({ terms }) => terms.size > 0)
  const at = new Map<string, number>()

  /** From how much to how much an unknown can be, by the lines that it stands in. */
  function room(name: string): [from: number, to: number] {
    let [from, to] = [least.get(name)!, Infinity]
    for (const { terms, sum } of lines) {
      const times = terms.get(name)
      if (!times) continue
      let [low, high] = [0, 0]
      for (const [other, count] of terms) {
        if (other === name) continue
        const value = at.get(other)
        const [a, b] = value === undefined ? [least.get(other)!, Infinity] : [value, value]
        low += count > 0 ? count * a : count * b
        high += count > 0 ? count * b : count * a
      }
      const bounds = [(sum - low) / times, (sum - high) / times].toSorted((a, b) => a - b)
      from = Math.max(from, Math.ceil(bounds[0]! - NEARLY))
      to = Math.min(to, Math.floor(bounds[1]! + NEARLY))
    }
    return [from, to]
  }

  /** The unknown that he can be surest of comes first. */
  function tryRest(): boolean {
    if (--looks < 0) return false
    const [next] = unknowns
      .filter(({ name }) => !at.has(name))
      .map((each) => ({ ...each, room: room(each.name) }))
      .toSorted((a, b) => a.room[1] - a.room[0] - (b.room[1] - b.room[0]))
    if (!next) {
      if (ways.length === most) return false
      ways.push(new Map(at))
      return true
    }
    const { name, orNothing } = next
    const [from, to] = next.room
    if (to === Infinity) return false
    for (let value = from; value <= to; value++) {
      if (orNothing && value > 0 && value < next.least) continue
      at.set(name, value)
      if (!tryRest()) return false
    }
    at.delete(name)
    return true
  }
  return tryRest() ? ways : null
}
