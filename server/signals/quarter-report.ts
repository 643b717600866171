import { and, desc, eq } from 'drizzle-orm'
import { type Db } from '../../db/client.ts'
import { reports } from '../../db/schema.ts'
import { seal, unseal, type Key } from '../../db/sealing.ts'
import type { Engine } from '../answers/engine.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { AppError } from '../app-error.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { categoriesIn } from './categories.ts'
import type { Listed } from './list.ts'
import { personOf } from './person.ts'
import { leadsToPerson, type Found } from './leads-to-person.ts'
import { quarterFrom } from './quarter.ts'
import { changesBetween, type FigureChange } from './quarter-changes.ts'
import { contentOf, textsOf, type QuarterContent, type QuarterTexts } from './quarter-content.ts'
import { figuresOf, ratingsOf, type Rating } from './quarter-figures.ts'
import { regionsOn } from './regions.ts'
import { trendsIn } from './trends.ts'
import { asStaff } from '../staff/as-staff.ts'

export type QuarterVersion = QuarterContent & {
  version: number
  sentAt: string
  sentBy: string | null
  texts: QuarterTexts
  /** What the version before said otherwise; empty for the first. */
  changes: FigureChange[]
}

/** The quarter as it stands now, with what was sent of it. */
export type QuarterReport = {
  period: string
  from: string
  to: string
  isOver: boolean
  now: QuarterContent
  texts: QuarterTexts
  /** From which signals those that are told concretely can be chosen. */
  signals: Listed[]
  versions: QuarterVersion[]
  /** What is otherwise now than in the version that was sent last. */
  changesSinceSent: FigureChange[]
}

export const noSuchReport = () => new AppError('quarter_report.not_found')
const notOver = () => new AppError('quarter_report.not_over')
const sentMeanwhile = () => new AppError('quarter_report.sent_meanwhile')

const placeOf = (period: string, version: number) => `reports/quarter/${period}/${version}`

/** As it stands in the database: the figures in the open, the texts sealed. */
type Stored = QuarterContent & { sealedTexts: string; changes: FigureChange[] }

export function quarterReport(
  store: Store,
  me: StaffMember,
  engine: Engine,
  period: string,
  now = new Date(),
): Promise<QuarterReport> {
  return asStaff(store.db, me, (tx) => reportIn(tx, store, me, engine, period, now))
}

async function reportIn(
  tx: Db,
  { masterKey }: Store,
  { organisationId }: StaffMember,
  engine: Engine,
  period: string,
  now: Date,
): Promise<QuarterReport> {
  const days = quarterFrom(period)
  if (!days) throw noSuchReport()
  const key = await organisationKey(tx, masterKey, organisationId)
  const versions = await versionsIn(tx, key, period)
  const last = versions[0] ?? null
  const figures = await figuresOf(tx, key, organisationId, days, now)
  const { agreement } = await regionsOn(tx, engine, days.to)
  const categories = await categoriesIn(tx, organisationId)
  const content = contentOf(figures, { agreement, categories }, last)
  const trends = await trendsIn(tx, key, period)
  const annexIds = last?.texts.annex.map(({ id }) => id) ?? []
  const texts = textsOf(content, trends, figures.signals, { annexIds, remarks: last?.texts.remarks ?? '' })
  return {
    period,
    ...days,
    isOver: days.to < todayInAmsterdam(now),
    now: content,
    texts,
    signals: figures.signals,
    versions,
    changesSinceSent: last ? changesBetween(last, { ...content, texts }) : [],
  }
}

export async function versionsIn(tx: Db, key: Key, period: string): Promise<QuarterVersion[]> {
  const rows = await tx
    .select()
    .from(reports)
    .where(and(eq(reports.kind, 'quarter'), eq(reports.period, period)))
    .orderBy(desc(reports.version))
  return rows.map(({ version, content, sentAt, sentBy }) => {
    // Written by `sendQuarter` alone.
    const { sealedTexts, ...figures } = content as Stored
    const opened = unseal(key, placeOf(period, version), Buffer.from(sealedTexts, 'base64'))
    return {
      ...figures,
      version,
      sentAt: sentAt.toISOString(),
      sentBy,
      texts: JSON.parse(opened) as QuarterTexts,
    }
  })
}

export type Sending = {
  /** The version that its sender had before him; 0: none was sent. */
  seenVersion: number
  remarks: string
  annexIds: string[]
  /** The sender has seen what may lead to a person, and says that it does not. */
  isChecked: boolean
}

/** Freezes the quarter as the next version. Two who send at once make one. */
export function sendQuarter(
  store: Store,
  me: StaffMember,
  engine: Engine,
  period: string,
  { seenVersion, isChecked, annexIds, remarks: written }: Sending,
  now = new Date(),
): Promise<void> {
  const { organisationId, staffId } = me
  return asStaff(store.db, me, async (tx) => {
    const report = await reportIn(tx, store, me, engine, period, now)
    if (!report.isOver) throw notOver()
    if ((report.versions[0]?.version ?? 0) !== seenVersion) throw sentMeanwhile()
    const key = await organisationKey(tx, store.masterKey, organisationId)
    const remarks = maskPersonalNumbers(written)
    const trends = await trendsIn(tx, key, period)
    const texts = textsOf(report.now, trends, report.signals, { annexIds, remarks })
    const found = await trailsIn(tx, key, report, texts)
    if (found.length > 0 && !isChecked) throw new AppError('signal.leads_to_person', { found })
    const version = seenVersion + 1
    const last = report.versions[0]
    const content: Stored = {
      ...report.now,
      changes: last ? changesBetween(last, { ...report.now, texts }) : [],
      sealedTexts: Buffer.from(seal(key, placeOf(period, version), JSON.stringify(texts))).toString('base64'),
    }
    const row = {
      organisationId,
      kind: 'quarter',
      period,
      version,
      content,
      sentBy: staffId,
      sentAt: now,
    } as const
    const sent = await tx.insert(reports).values(row).onConflictDoNothing().returning()
    if (sent.length === 0) throw sentMeanwhile()
  })
}

/** What in the texts of the report may lead to a person, each by its signal or part. */
async function trailsIn(tx: Db, key: Key, { signals }: QuarterReport, texts: QuarterTexts): Promise<Found[]> {
  const found = leadsToPerson({ remarks: texts.remarks }, null)
  for (const { category, description } of texts.trends)
    found.push(...leadsToPerson({ [category]: description }, null))
  for (const { id, facts, bottleneck, provider } of texts.annex) {
    const { conversationId, clientId } = signals.find((signal) => signal.id === id)!
    const person = await personOf(tx, key, { clientId, conversationId })
    const whole = [...Object.values(facts), bottleneck, provider].join('\n')
    found.push(...leadsToPerson({ [id]: whole }, person))
  }
  return found
}

/** What was sent of each quarter, the newest first. */
export function sentQuarters(
  { db }: Store,
  me: StaffMember,
): Promise<{ period: string; version: number; sentAt: string }[]> {
  return asStaff(db, me, async (tx) => {
    const { period, version, sentAt, kind } = reports
    const rows = await tx
      .selectDistinctOn([period], { period, version, sentAt })
      .from(reports)
      .where(eq(kind, 'quarter'))
      .orderBy(desc(period), desc(version))
    return rows.map((row) => ({ ...row, sentAt: row.sentAt.toISOString() }))
  })
}

/** The ratings of a quarter one by one, with the conversations that they are of. */
export function quarterRatings({ db }: Store, me: StaffMember, period: string): Promise<Rating[]> {
  const days = quarterFrom(period)
  if (!days) throw noSuchReport()
  return asStaff(db, me, (tx) => ratingsOf(tx, days))
}
