import { type Db } from '../../db/client.ts'
import type { Engine } from '../answers/engine.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { versionFrom, type Edited } from './edited.ts'
import { AppError } from '../app-error.ts'
import { distinct, questionsOfClients, sampledQuestions } from './known-questions.ts'
import type { OwnVersion } from './knowledge.ts'
import { faultsOfOwn, type OwnFault } from './own-checks.ts'
import { compareAnswers, type Preview } from './preview.ts'
import { overlayWith, workplaceOf, type Workplace } from './workplace.ts'
import { asStaff } from '../staff/as-staff.ts'

export const hasFaults = (faults: OwnFault[]) => new AppError('knowledge.faults', { faults })

/** What is wrong with an entry as it has been edited; nothing is stored. */
export async function check(
  { db }: Store,
  me: StaffMember,
  engine: Engine,
  edited: Edited,
  now = new Date(),
): Promise<OwnFault[]> {
  const place = await asStaff(db, me, (tx) => at(tx, me, engine, now))
  return faultsOfOwn(versionIn(place, edited), place)
}

/** Which of the known questions would be answered otherwise once this were published. Refuses while a check fails. */
export async function preview(
  { db, masterKey }: Store,
  me: StaffMember,
  engine: Engine,
  edited: Edited,
  now = new Date(),
): Promise<Preview> {
  const { place, ofClients } = await asStaff(db, me, async (tx) => {
    const key = await organisationKey(tx, masterKey, me.organisationId)
    return { place: await at(tx, me, engine, now), ofClients: await questionsOfClients(tx, key, now) }
  })
  const version = versionIn(place, edited)
  requireSound(version, place)
  const current = place.own.get(version.id)?.own
  return compareAnswers(engine, {
    before: place.overlay,
    after: overlayWith(place, version),
    agreements: agreementsToTry(place, current, version),
    questions: distinct([
      ...ofClients,
      ...sampledQuestions(engine, current ? [version, current] : [version]),
    ]),
    today: place.today,
  })
}

const at = (tx: Db, me: StaffMember, engine: Engine, now: Date) =>
  workplaceOf(tx, me.organisationId, engine, now)

export function requireSound(own: OwnVersion, place: Workplace): void {
  const faults = faultsOfOwn(own, place)
  if (faults.length > 0) throw hasFaults(faults)
}

/** The version that the edited entry makes at this workplace. */
export function versionIn({ engine, own }: Workplace, edited: Edited): OwnVersion {
  return versionFrom(edited, engine.entries, new Set(own.keys()))
}

/** The agreement of today, and earlier ones whose text is another. */
function agreementsToTry(
  { agreements }: Workplace,
  before: OwnVersion | undefined,
  after: OwnVersion,
): string[] {
  return agreements.filter((id, i) => i === 0 || saidUnder(before, id) !== saidUnder(after, id))
}

const saidUnder = (version: OwnVersion | undefined, id: string) =>
  JSON.stringify([version?.answers.find((answer) => answer.agreements.includes(id)), version?.silent[id]])
