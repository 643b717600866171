import { sql } from 'drizzle-orm'
import { isDatabaseAway, withinOrganisation, type Db } from './client.ts'

/**
 * Each transaction costs trips to the database that have nothing to do with its work. What comes in for an
 * organisation while as many as these are under way shares the next one, as databases do with their log.
 */
const TRANSACTIONS_AT_ONCE = 2
const MOST_SHARING = 16

type Work = (tx: Db) => Promise<unknown>
type Waiting = {
  row: string
  work: Work
  isRefusal: (error: unknown) => boolean
  resolve: (value: never) => void
  reject: (error: unknown) => void
}
type Outcome = { waiting: Waiting; value: unknown } | { waiting: Waiting; error: unknown }
type Queue = { waiting: Waiting[]; underWay: number }

const queues = new WeakMap<Db, Map<string, Queue>>()

/**
 * Runs the work within the walls of an organisation, in a transaction that it may share with others. Works on the
 * same row run one after the other. Work may refuse (throw what `isRefusal` knows) before it has written anything, and
 * no later; whatever else it throws takes its changes back. It may be run a second time when another has spoilt the
 * transaction that it shared. Resolves once its changes are stored.
 */
export function sharingTransaction<T>(
  db: Db,
  organisationId: string,
  row: string,
  work: (tx: Db) => Promise<T>,
  isRefusal: (error: unknown) => boolean,
): Promise<T> {
  const ofDatabase = queues.get(db) ?? new Map<string, Queue>()
  queues.set(db, ofDatabase)
  const queue = ofDatabase.get(organisationId) ?? { waiting: [], underWay: 0 }
  ofDatabase.set(organisationId, queue)
  return new Promise<T>((resolve, reject) => {
    queue.waiting.push({ row, work, isRefusal, resolve, reject })
    void next(db, organisationId, queue)
  })
}

async function next(db: Db, organisationId: string, queue: Queue): Promise<void> {
  if (queue.underWay >= TRANSACTIONS_AT_ONCE || queue.waiting.length === 0) return
  const sharing = queue.waiting.splice(0, MOST_SHARING)
  queue.underWay += 1
  try {
    await together(db, organisationId, sharing)
  } finally {
    queue.underWay -= 1
    void next(db, organisationId, queue)
  }
}

async function together(db: Db, organisationId: string, sharing: readonly Waiting[]): Promise<void> {
  try {
    const outcomes = await withinOrganisation(db, organisationId, (tx) => runAll(tx, sharing))
    for (const outcome of outcomes) settle(outcome)
  } catch (error) {
    // When the database went away, nobody knows whether it is stored: who asked has to ask again, by its name.
    if (sharing.length === 1 || isDatabaseAway(error)) return sharing.forEach(({ reject }) => reject(error))
    // One of them has spoilt it for all: each tries for itself.
    await Promise.all(sharing.map((waiting) => together(db, organisationId, [waiting])))
  }
}

/** All at once, so that their queries travel together; throws when the database refused one of them. */
async function runAll(tx: Db, sharing: readonly Waiting[]): Promise<Outcome[]> {
  const byRow = Map.groupBy(sharing, ({ row }) => row)
  const outcomes = (await Promise.all(Array.from(byRow.values(), (works) => runInTurn(tx, works)))).flat()
  const failed = outcomes.find((outcome) => 'error' in outcome)
  for (const outcome of outcomes)
    if ('error' in outcome && !outcome.waiting.isRefusal(outcome.error)) throw outcome.error
  // After an error of its own PostgreSQL answers COMMIT with a quiet ROLLBACK: ask whether it still goes along.
  if (failed) {
    await tx.execute(sql`select 1`).catch(() => {
      throw failed.error
    })
  }
  return outcomes
}

async function runInTurn(tx: Db, works: readonly Waiting[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const waiting of works) {
    try {
      outcomes.push({ waiting, value: await waiting.work(tx) })
    } catch (error) {
      outcomes.push({ waiting, error })
    }
  }
  return outcomes
}

function settle(outcome: Outcome): void {
  if ('error' in outcome) outcome.waiting.reject(outcome.error)
  else outcome.waiting.resolve(outcome.value as never)
}
