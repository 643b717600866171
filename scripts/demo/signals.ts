import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { z } from 'zod'
import { todayInAmsterdam } from '../../server/calendar-day.ts'
import { withinOrganisation } from '../../db/client.ts'
import { addAcuteContact } from '../../server/signals/acute-contacts.ts'
import { categoriesIn } from '../../server/signals/categories.ts'
import { makeSignal } from '../../server/signals/make.ts'
import { passOn } from '../../server/signals/pass-on.ts'
import { quarterOf, quartersBefore } from '../../server/signals/quarter.ts'
import { decideTrend, trendsOf } from '../../server/signals/trends.ts'
import type { StaffMember } from '../../server/staff/staff-member.ts'
import type { Registering } from './clients.ts'

const HOUR_MS = 3600_000
const DAY_MS = 24 * HOUR_MS

const words = z.string().min(1)
const seen = z.strictObject({
  category: words,
  kind: z.enum(['signal', 'complaint']).default('signal'),
  /** In the last whole quarter, in the last weeks, or so many days ago. */
  series: z.enum(['last_quarter', 'recent']).optional(),
  ago: z.int().positive().default(1),
  isAcute: z.boolean().default(false),
  isPassedOn: z.boolean().default(false),
  region: words,
  each: z
    .array(z.strictObject({ provider: z.string(), client: words, problem: words, bottleneck: words }))
    .min(1),
})
type Seen = z.infer<typeof seen>

const INDICATION = 'Wlz, het zorgprofiel is bekend'
const QUESTION = 'Kan iemand helpen om dit op te lossen?'
const TREND =
  'Wie een plek met verpleging nodig heeft, wacht langer dan de treeknorm. Het gaat vooral om een aanbieder.'

/** Signals, complaints, a trend that was confirmed and one that somebody still has to look at. */
export async function writeSignals(at: Registering, coordinator: StaffMember): Promise<void> {
  const { stage, supporters } = at
  const all = z.array(seen).parse(parse(await readFile(new URL('signals.yaml', import.meta.url), 'utf8')))
  const categories = await withinOrganisation(stage.desk.db, stage.organisation.id, (tx) =>
    categoriesIn(tx, stage.organisation.id),
  )
  const byZorgkantoor = new Map<string, string>()
  for (const [zorgkantoor, name] of [
    ['Menzis', 'Meldpunt Wlz noord'],
    ['Zilveren Kruis', 'Team zorgadvies'],
  ] as const) {
    const contact = { zorgkantoor, name, phone: '050 123 45 67', email: 'meldpunt@voorbeeld.nl' }
    byZorgkantoor.set(zorgkantoor, (await addAcuteContact(stage.desk, coordinator, contact)).id)
  }
  let count = 0
  for (const one of all) {
    const categoryId = categories.find(({ kind, name }) => kind === one.kind && name === one.category)!.id
    for (const [nth, told] of one.each.entries()) {
      const me = supporters[count++ % supporters.length]!
      const moment = observedAt(at, one, nth)
      const { provider, bottleneck, client, problem } = told
      const written = {
        kind: one.kind,
        categoryId,
        conversationId: null,
        clientNumber: null,
        observedOn: todayInAmsterdam(moment),
        region: one.region,
        isAcute: one.isAcute,
        isChecked: true,
        provider,
        bottleneck,
        facts: { client, indication: INDICATION, question: QUESTION, problem },
      }
      const id = await makeSignal(stage.desk, me, stage.assistant.engine(), written, moment)
      if (one.isPassedOn) await phone(at, me, id, byZorgkantoor.get('Menzis')!, moment)
    }
  }
  await confirmTrend(at, coordinator)
}

function observedAt({ now }: Registering, { series, ago }: Seen, nth: number): Date {
  if (series === 'recent') return new Date(now.getTime() - (4 + nth * 6) * DAY_MS)
  if (series === undefined) return new Date(now.getTime() - ago * DAY_MS)
  const quarter = quartersBefore(quarterOf(todayInAmsterdam(now)), 1)
  return new Date(Date.parse(`${quarter}T10:00:00Z`) + (9 + nth * 19) * DAY_MS)
}

async function phone(
  { stage }: Registering,
  me: StaffMember,
  id: string,
  contactId: string,
  moment: Date,
): Promise<void> {
  const givenAt = new Date(moment.getTime() + 2 * HOUR_MS)
  const told = {
    contactId,
    way: 'phone',
    givenAt,
    isPersonShared: false,
    note: 'Teruggebeld: zij gaan langs.',
  } as const
  await passOn(stage.desk, me, id, told, givenAt)
}

async function confirmTrend({ stage, now }: Registering, coordinator: StaffMember): Promise<void> {
  const quarter = quartersBefore(quarterOf(todayInAmsterdam(now)), 1)
  const [trend] = await trendsOf(stage.desk, coordinator, quarter)
  if (!trend) throw new Error('the signals of the demonstration make no trend')
  const deciding = {
    quarter,
    categoryId: trend.category.id,
    status: 'confirmed',
    description: TREND,
  } as const
  await decideTrend(stage.desk, coordinator, { ...deciding, decidedAt: null, isChecked: true }, now)
}
