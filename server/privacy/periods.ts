import { and, asc, eq, inArray } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { bindings, contacts, retentionKind, retentionPeriods } from '../../db/schema.ts'
import { AppError } from '../app-error.ts'
import { asStaff } from '../staff/as-staff.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'

export type RetentionKind = (typeof retentionKind.enumValues)[number]

/** How long a kind of data is kept: what holds now, what is usual, and the least that is allowed. */
export type Period = {
  kind: RetentionKind
  months: number
  usual: number
  least: number
  /** The clause that the usual term comes from, the longest that ever bound; null: a choice of ours, or the law. */
  source: { agreementId: string; section: string; quote: string } | null
}

const YEAR = 12

/** A file is kept so long as the agreement says that it was made under (DOMAIN.md: the Wlz agreements name no term). */
const FILES: Record<string, { years: number; section: string; quote: string }> = {
  'magentazorg-wmo-2020': {
    years: 20,
    section: '4',
    quote: 'De zorgaanbieder bewaart het dossier 20 jaar',
  },
  'zonl-thuisbegeleiding': {
    years: 15,
    section: '3',
    quote: 'De zorgaanbieder bewaart het dossier 15 jaar',
  },
}

/** The administration of what was paid has to be kept for seven years (AWR art. 52); a choice for all that it rests on. */
const ADMINISTRATION = 7 * YEAR

const USUAL: Record<RetentionKind, { months: number; least: number }> = {
  chats: { months: YEAR, least: 1 },
  clients: { months: ADMINISTRATION, least: YEAR },
  contacts: { months: ADMINISTRATION, least: YEAR },
  signals: { months: ADMINISTRATION, least: YEAR },
  requests: { months: 2 * YEAR, least: 6 },
  // NEN 7513: at least five years.
  access_log: { months: 5 * YEAR, least: 5 * YEAR },
  notices: { months: 3, least: 1 },
  invitations: { months: 3, least: 1 },
}

const tooShort = (least: number) => new AppError('retention.too_short', { least })

/** The terms of an organisation, in the order in which they are shown. */
export async function periodsIn(
  tx: Db,
  organisationId: string,
  kinds: readonly RetentionKind[] = retentionKind.enumValues,
): Promise<Period[]> {
  const rows = await tx
    .select()
    .from(retentionPeriods)
    .where(eq(retentionPeriods.organisationId, organisationId))
    .orderBy(asc(retentionPeriods.kind))
  const agreementId = kinds.includes('clients') ? await longestOf(tx, organisationId) : null
  return kinds.map((kind) => {
    const { usual, least, source } = usualOf(kind, agreementId)
    const chosen = rows.find((row) => row.kind === kind)?.months ?? usual
    return { kind, months: Math.max(chosen, least), usual, least, source }
  })
}

/**
 * Of all agreements that ever bound the organisation, or under which a contact was counted, the one that keeps files
 * longest: a file does not lose its term when another agreement takes the place of the one that it was made under.
 */
async function longestOf(tx: Db, organisationId: string): Promise<string | null> {
  const known = Object.keys(FILES)
  const bound = await tx
    .selectDistinct({ id: bindings.agreementId })
    .from(bindings)
    .where(and(eq(bindings.organisationId, organisationId), inArray(bindings.agreementId, known)))
  const counted = await tx
    .selectDistinct({ id: contacts.agreementId })
    .from(contacts)
    .where(and(eq(contacts.organisationId, organisationId), inArray(contacts.agreementId, known)))
  const ids = [...bound, ...counted].flatMap(({ id }) => id ?? [])
  return ids.toSorted((a, b) => FILES[b]!.years - FILES[a]!.years)[0] ?? null
}

function usualOf(kind: RetentionKind, agreementId: string | null): Omit<Period, 'kind' | 'months'> {
  const { months, least } = USUAL[kind]
  const file = kind === 'clients' && agreementId ? FILES[agreementId] : undefined
  if (!file) return { usual: months, least, source: null }
  const { years, section, quote } = file
  return { usual: years * YEAR, least: years * YEAR, source: { agreementId: agreementId!, section, quote } }
}

export async function periodOf(tx: Db, organisationId: string, kind: RetentionKind): Promise<Period> {
  const [period] = await periodsIn(tx, organisationId, [kind])
  return period!
}

export function retentionPeriodsOf({ db }: Store, me: StaffMember): Promise<Period[]> {
  return asStaff(db, me, (tx) => periodsIn(tx, me.organisationId))
}

/** Sets how long a kind is kept: never shorter than the agreement or the law asks. */
export function setRetention(
  { db }: Store,
  me: StaffMember,
  { kind, months }: { kind: RetentionKind; months: number },
  now = new Date(),
): Promise<Period[]> {
  const { organisationId, staffId } = me
  return asStaff(db, me, async (tx) => {
    const { least } = await periodOf(tx, organisationId, kind)
    if (months < least) throw tooShort(least)
    const chosen = { months, changedBy: staffId, changedAt: now }
    await tx
      .insert(retentionPeriods)
      .values({ organisationId, kind, ...chosen })
      .onConflictDoUpdate({ target: [retentionPeriods.organisationId, retentionPeriods.kind], set: chosen })
    return periodsIn(tx, organisationId)
  })
}
