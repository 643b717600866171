import type { Source } from '../knowledge/sources.ts'
import { fold } from './words.ts'

/** A municipality's place in an agreement's list of zorgkantoor regions. */
export type Region = {
  municipality: string
  region: string
  zorgkantoor: string
  /** The line of the list, word for word. */
  line: string
}

/** The section of the Wlz agreements that lists which municipalities belong to which zorgkantoor. */
export const REGION_LIST = 'bijlage-3'

/** This municipality has commas in its name; everywhere else a comma parts two municipalities. */
const NAME_WITH_COMMA = 'Nuenen, Gerwen en Nederwetten'

/** Reads the list of regions of a source; empty when it has none. Keys are folded municipality names. */
export function regionsOf(source: Source): Map<string, Region> {
  const regions = new Map<string, Region>()
  const list = source.sections.find(({ id }) => id === REGION_LIST)
  for (const line of list?.text.split('\n') ?? []) {
    const [, region, zorgkantoor, names] = /^- (.+?) \((.+?)\): (.+?)\.?$/u.exec(line.trim()) ?? []
    if (!region || !zorgkantoor || !names) continue
    for (const municipality of municipalitiesIn(names)) {
      regions.set(fold(municipality), { municipality, region, zorgkantoor, line: line.trim().slice(2) })
    }
  }
  return regions
}

function municipalitiesIn(names: string): string[] {
  return names
    .replace(NAME_WITH_COMMA, NAME_WITH_COMMA.replace(',', ';'))
    .replace('Vlaardingen en Westland', 'Vlaardingen, Westland')
    .split(',')
    .map((name) => name.replace(';', ',').trim())
    .filter(Boolean)
}
