import { inArray } from 'drizzle-orm'
import { type Db } from '../../db/client.ts'
import { staff } from '../../db/schema.ts'
import type { Engine } from '../answers/engine.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { noSuchEntry } from './edited.ts'
import type { OwnVersion } from './knowledge.ts'
import { versionsOf } from './own-versions.ts'
import { asStaff } from '../staff/as-staff.ts'

/** What a version says otherwise than the one before it; null stands for the common text. */
export type Difference = {
  texts: { agreement: string; before: string | null; after: string | null }[]
  /** Agreements of which other words of the clause are shown. */
  quotes: string[]
  phrasingsAdded: string[]
  phrasingsRemoved: string[]
}

export type HistoricVersion = {
  version: number
  publishedAt: string
  /** The first name of who published it; null when it is not known any more. */
  publishedBy: string | null
  /** The version that it brought back; 0 is the common text. */
  restores: number | null
  isCurrent: boolean
  difference: Difference
}

/** Every version of an entry that the organisation published, the newest first, with what each changed. */
export function historyOf(
  { db }: Store,
  me: StaffMember,
  { entries }: Engine,
  name: string,
): Promise<HistoricVersion[]> {
  return asStaff(db, me, async (tx) => {
    const versions = await versionsOf(tx, me.organisationId, name)
    if (versions.length === 0 && !entries.has(name)) throw noSuchEntry()
    const names = await firstNamesOf(
      tx,
      versions.flatMap(({ publishedBy }) => publishedBy ?? []),
    )
    return versions.map(({ version, own, publishedAt, publishedBy, restores }, i) => ({
      version,
      publishedAt: publishedAt.toISOString(),
      publishedBy: (publishedBy && names.get(publishedBy)) || null,
      restores,
      isCurrent: i === 0,
      difference: differenceBetween(versions[i + 1]?.own, own),
    }))
  })
}

export async function firstNamesOf(tx: Db, staffIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx
    .select({ id: staff.id, firstName: staff.firstName })
    .from(staff)
    .where(inArray(staff.id, [...new Set(staffIds)]))
  return new Map(rows.map(({ id, firstName }) => [id, firstName]))
}

function differenceBetween(before: OwnVersion | undefined, after: OwnVersion): Difference {
  const agreements = new Set([before, after].flatMap((version) => (version ? treatedIn(version) : [])))
  const texts = [...agreements].map((agreement) => ({
    agreement,
    before: before ? textUnder(before, agreement) : null,
    after: textUnder(after, agreement),
  }))
  const phrasings = { before: before?.phrasings ?? [], after: after.phrasings }
  return {
    texts: texts.filter((text) => text.before !== text.after),
    quotes: [...agreements].filter((id) => quotesUnder(before, id) !== quotesUnder(after, id)),
    phrasingsAdded: phrasings.after.filter((text) => !phrasings.before.includes(text)),
    phrasingsRemoved: phrasings.before.filter((text) => !phrasings.after.includes(text)),
  }
}

const treatedIn = ({ answers, silent }: OwnVersion) => [
  ...answers.flatMap(({ agreements }) => agreements),
  ...Object.keys(silent),
]

const answerUnder = ({ answers }: OwnVersion, id: string) =>
  answers.find(({ agreements }) => agreements.includes(id))

const textUnder = (own: OwnVersion, id: string) => answerUnder(own, id)?.text ?? own.silent[id] ?? null

const quotesUnder = (own: OwnVersion | undefined, id: string) =>
  JSON.stringify((own && answerUnder(own, id)?.cite) ?? [])
