import { TOTAL } from '../reports/small-numbers/hidden-cells.ts'
import { NONE } from '../reports/log/filters.ts'
import { isHidden, type Hidden } from '../reports/small-numbers/marks.ts'
import { acuteStateOf, acuteStates } from './acute.ts'
import type { Category } from './categories.ts'
import type { Listed } from './list.ts'
import {
  ONE,
  publishedTable,
  valueIn,
  type Counted,
  type Heading,
  type PublishedTable,
} from './published-table.ts'
import { whoOf, type QuarterFigures } from './quarter-figures.ts'
import type { Agreement } from './regions.ts'
import type { Facts } from './signal.ts'
import type { Trend } from './trends.ts'

export type TableName = 'signals' | 'complaints' | 'clients' | 'acute' | 'ratings'

/** The figures of a quarter as they leave the organisation: aggregated, and nothing that leads to a person (art-2). */
export type QuarterContent = {
  agreement: Agreement | null
  tables: Record<TableName, PublishedTable>
  /** Of all ratings, in tenths; null when there are none or few. */
  averageRating: number | null
  /** Of the acute signals that were passed on, in minutes; null when there are none or few. */
  medianMinutes: number | null
}

/** The texts of a quarter, which are kept sealed. */
export type QuarterTexts = {
  remarks: string
  trends: TrendText[]
  annex: AnnexSignal[]
}

export type TrendText = { categoryId: string; category: string; description: string; count: number | Hidden }

/** A signal made concrete, as wlz-oco-2021 bijlage-5-art-8 asks, the client without a name. */
export type AnnexSignal = {
  id: string
  category: string
  region: string | null
  zorgkantoor: string | null
  provider: string
  facts: Facts
  bottleneck: string
}

export const SCORES = ['1', '2', '3', '4', '5'] as const

export function contentOf(
  figures: QuarterFigures,
  about: { agreement: Agreement | null; categories: Category[] },
  before: QuarterContent | null,
): QuarterContent {
  const { signals, complaints, askers, ratings } = figures
  const byCategory = (list: Listed[]) => categoriesIn(list, about.categories)
  const acute = signals.filter(({ acuteAt }) => acuteAt)
  const was = before?.tables
  const acuteTable = publishedTable(
    acuteStates.map(called),
    [ONE],
    acute.map((each) => ({ row: acuteStateOf(each.acute!), column: ONE.id, who: whoOf(each) })),
    was?.acute ?? null,
  )
  const scores = ratings.map(({ score, who }) => ({ row: String(score), column: ONE.id, who }))
  const ratingTable = publishedTable(SCORES.map(called), [ONE], scores, was?.ratings ?? null)
  return {
    agreement: about.agreement,
    tables: {
      signals: publishedTable(
        byCategory(signals),
        regionsIn(signals),
        counted(signals),
        was?.signals ?? null,
      ),
      complaints: publishedTable(byCategory(complaints), [ONE], counted(complaints), was?.complaints ?? null),
      clients: publishedTable(
        namesOf(askers.map(({ region }) => region)),
        [ONE],
        askers.map(({ client, region }) => ({ row: region, column: ONE.id, who: client })),
        was?.clients ?? null,
        'people',
      ),
      acute: acuteTable,
      ratings: ratingTable,
    },
    averageRating: isShown(ratingTable)
      ? Math.round((10 * ratings.reduce((sum, { score }) => sum + score, 0)) / ratings.length) / 10
      : null,
    medianMinutes: isShown(acuteTable) ? medianMinutes(acute) : null,
  }
}

/** Whether its whole is told, and more than nothing. */
function isShown(table: PublishedTable): boolean {
  const whole = valueIn(table, TOTAL)
  return !isHidden(whole) && whole > 0
}

/** What is told of confirmed trends, and the signals that were chosen to be told concretely. */
export function textsOf(
  content: QuarterContent,
  trends: Trend[],
  signals: Listed[],
  { annexIds, remarks }: { annexIds: readonly string[]; remarks: string },
): QuarterTexts {
  const chosen = new Set(annexIds)
  return {
    remarks,
    trends: trends
      .filter(({ decision }) => decision?.status === 'confirmed')
      .map(({ category, decision }) => ({
        categoryId: category.id,
        category: category.name,
        description: decision!.description,
        count: valueIn(content.tables.signals, category.id),
      })),
    annex: signals
      .filter(({ id }) => chosen.has(id))
      .map(({ id, category, region, zorgkantoor, provider, facts, bottleneck }) => ({
        id,
        category: category.name,
        region,
        zorgkantoor,
        provider,
        facts,
        bottleneck,
      })),
  }
}

function medianMinutes(acute: Listed[]): number | null {
  const minutes = acute
    .flatMap(({ acute: each }) =>
      each?.passedOnAt ? [Date.parse(each.passedOnAt) - Date.parse(each.since)] : [],
    )
    .map((ms) => Math.max(0, Math.round(ms / 60_000)))
    .toSorted((a, b) => a - b)
  if (minutes.length === 0) return null
  const middle = Math.floor(minutes.length / 2)
  return minutes.length % 2 ? minutes[middle]! : Math.round((minutes[middle - 1]! + minutes[middle]!) / 2)
}

const counted = (list: Listed[]): Counted[] =>
  list.map((each) => ({ row: each.category.id, column: each.region ?? NONE, who: whoOf(each) }))

const called = (id: string): Heading => ({ id, name: id })

function categoriesIn(list: Listed[], known: Category[]): Heading[] {
  const used = new Set(list.map(({ category }) => category.id))
  return known.filter(({ id }) => used.has(id)).map(({ id, name }) => ({ id, name }))
}

function regionsIn(list: Listed[]): Heading[] {
  const names = new Map(
    list.map(({ region, zorgkantoor }) => [region ?? NONE, region ? `${region} (${zorgkantoor})` : NONE]),
  )
  return headings([...names])
}

const namesOf = (regions: string[]) => headings(Array.from(new Set(regions), (region) => [region, region]))

/** In order, those of which it is not known last. */
const headings = (named: (readonly [string, string])[]): Heading[] =>
  named
    .map(([id, name]) => ({ id, name }))
    .toSorted((a, b) => Number(a.id === NONE) - Number(b.id === NONE) || a.name.localeCompare(b.name, 'nl'))
