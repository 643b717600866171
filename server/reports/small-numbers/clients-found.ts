import { FEWEST_CLIENTS, isFew } from './marks.ts'

/** A total with its parts, of each how many unique clients, and whether it stays inside. */
export type Line = { total: string; parts: string[] }
export type People = ReadonlyMap<string, { clients: number; isHidden: boolean }>

/**
 * The numbers under "<5" of which it can be found how many clients it is: a total has no fewer clients than any of its
 * parts, and no more than all of them together. Two parts under "<5" of a total of 8 are of 4 each.
 */
export function clientsFound(lines: readonly Line[], people: People): string[] {
  const least = new Map<string, number>()
  const most = new Map<string, number>()
  for (const [name, { clients, isHidden }] of people) {
    const few = isFew(clients)
    least.set(name, isHidden ? (few ? 1 : Math.min(clients, FEWEST_CLIENTS)) : clients)
    most.set(name, isHidden ? (few ? FEWEST_CLIENTS - 1 : Infinity) : clients)
  }
  const atLeast = (name: string, value: number) => {
    const isNarrower = value > least.get(name)!
    if (isNarrower) least.set(name, value)
    return isNarrower
  }
  const atMost = (name: string, value: number) => {
    const isNarrower = value < most.get(name)!
    if (isNarrower) most.set(name, value)
    return isNarrower
  }
  const together = (names: string[]) => names.reduce((sum, name) => sum + most.get(name)!, 0)
  const narrow = ({ total, parts }: Line) => {
    const told = [atMost(total, together(parts)), ...parts.map((part) => atLeast(total, least.get(part)!))]
    for (const part of parts) {
      const others = parts.filter((each) => each !== part)
      told.push(atMost(part, most.get(total)!), atLeast(part, least.get(total)! - together(others)))
    }
    return told.includes(true)
  }
  let isNarrowing = true
  while (isNarrowing) isNarrowing = lines.map(narrow).includes(true)
  return [...people].flatMap(([name, { clients, isHidden }]) =>
    isHidden && isFew(clients) && least.get(name) === most.get(name) ? [name] : [],
  )
}
