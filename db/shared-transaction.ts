import { sql } from 'drizzle-orm'
import { isDatabaseAway, isSpoilt, withinOrganisation, type Db, type Scope } from './client.ts'

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
  last: (tx: Db, value: never) => Promise<void>
  isRefusal: (error: unknown) => boolean
  resolve: (value: never) => void
  reject: (error: unknown) => void
}
type Outcome = { waiting: Waiting; value: unknown } | { waiting: Waiting; error: unknown }
type Queue = {
  scope: string | Scope
  /** A supporter's work shares with none: what he may see is a matter of the whole transaction. */
  most: number
  waiting: Waiting[]
  underWay: number
}

const queues = new WeakMap<Db, Map<string, Queue>>()

/**
 * Runs the work within the walls of an organisation, in a transaction that it may share with others. Works on the
 * same row run one after the other. Work may refuse (throw what `isRefusal` knows) before it has written anything, and
 * no later; whatever else it throws takes its changes back. It may be run a second time when another has spoilt the
 * transaction that it shared. What has to come last in a transaction (`last`) comes after the work of all who share it,
 * and undoes the work when it fails. Resolves once its changes are stored.
 */
export function sharingTransaction<T>(
  db: Db,
  scope: string | Scope,
  row: string,
  work: (tx: Db) => Promise<T>,
  isRefusal: (error: unknown) => boolean,
  last: (tx: Db, value: T) => Promise<void> = async () => {},
): Promise<T> {
  const ofDatabase = queues.get(db) ?? new Map<string, Queue>()
  queues.set(db, ofDatabase)
  const { organisationId, supporterId } =
    typeof scope === 'string' ? { organisationId: scope, supporterId: null } : scope
  const name = `${organisationId} ${supporterId ?? ''}`
  const queue = ofDatabase.get(name) ?? {
    scope,
    most: supporterId ? 1 : MOST_SHARING,
    waiting: [],
    underWay: 0,
  }
  ofDatabase.set(name, queue)
  return new Promise<T>((resolve, reject) => {
    queue.waiting.push({ row, work, last, isRefusal, resolve, reject })
    void next(db, queue)
  })
}

async function next(db: Db, queue: Queue): Promise<void> {
  if (queue.underWay >= TRANSACTIONS_AT_ONCE || queue.waiting.length === 0) return
  const sharing = queue.waiting.splice(0, queue.most)
  queue.underWay += 1
  try {
    await together(db, queue.scope, sharing)
  } finally {
    queue.underWay -= 1
    void next(db, queue)
  }
}

async function together(db: Db, scope: string | Scope, sharing: readonly Waiting[]): Promise<void> {
  try {
    const outcomes = await withinOrganisation(db, scope, (tx) => runAll(tx, sharing))
    for (const outcome of outcomes) settle(outcome)
  } catch (error) {
    // When the database went away, nobody knows whether it is stored: who asked has to ask again, by its name.
    if (sharing.length === 1 || (isDatabaseAway(error) && !isSpoilt(error)))
      return sharing.forEach(({ reject }) => reject(error))
    // One of them has spoilt it for all: each tries for itself.
    await Promise.all(sharing.map((waiting) => together(db, scope, [waiting])))
  }
}

/** All at once, so that their queries travel together; throws when the database refused one of them. */
async function runAll(tx: Db, sharing: readonly Waiting[]): Promise<Outcome[]> {
  const byRow = Map.groupBy(sharing, ({ row }) => row)
  const outcomes = (await Promise.all(Array.from(byRow.values(), (works) => runInTurn(tx, works)))).flat()
  const failed = outcomes.find((outcome) => 'error' in outcome)
  const broken = outcomes.filter(isBroken)
  // What the others hear after it is only that the transaction is spoilt.
  const first = broken.find(({ error }) => !isSpoilt(error)) ?? broken[0]
  if (first) throw first.error
  // After an error of its own PostgreSQL answers COMMIT with a quiet ROLLBACK: ask whether it still goes along.
  if (failed) {
    await tx.execute(sql`select 1`).catch(() => {
      throw failed.error
    })
  }
  for (const outcome of outcomes)
    if ('value' in outcome) await outcome.waiting.last(tx, outcome.value as never)
  return outcomes
}

type Broken = Extract<Outcome, { error: unknown }>

const isBroken = (outcome: Outcome): outcome is Broken =>
  'error' in outcome && !outcome.waiting.isRefusal(outcome.error)

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
