import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { localBus } from '../../../db/bus.ts'
import type { Database } from '../../../db/client.ts'
import { exclusivelyAlone } from '../../../db/exclusively.ts'
import { keepStatements } from '../../../db/kept-statements.ts'
import * as schema from '../../../db/schema.ts'

export type Statement = { query: string; params: unknown[] }
export type Heard = {
  database: Database
  statementsOf: (work: () => Promise<unknown>) => Promise<Statement[]>
}

/** A migrated database as the product opens it, and the statements that the product sends to it. */
export function openHeard(url: string, connections = 4): Heard {
  const client = keepStatements(postgres(url, { max: connections, onnotice: () => {} }))
  let heard: Statement[] = []
  const logQuery = (query: string, params: unknown[]) => void heard.push({ query, params })
  const db = drizzle(client, { schema, casing: 'snake_case', logger: { logQuery } })
  const database = {
    db,
    bus: localBus(),
    exclusively: exclusivelyAlone,
    close: () => client.end({ timeout: 5 }),
  }
  async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
    heard = []
    await work()
    return heard.filter(({ query }) => /^\s*(?:select|with|\()/u.test(query) && !query.includes('set_config'))
  }
  return { database, statementsOf }
}

/** A part of a plan, as EXPLAIN tells it in JSON. */
type Node = {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: Node[]
}

export type Plan = {
  query: string
  /** The indexes by which the large tables are read. */
  indexes: string[]
  /** The most rows that one part of it read. */
  mostRows: number
  buffers: number
  ms: number
  /** Large tables that are read from one end to the other. */
  scanned: string[]
}

const LARGE = ['conversations', 'messages', 'conversation_terms', 'steps', 'handoffs']

/** How PostgreSQL carries out a statement within the walls of an organisation; nothing that it does is kept. */
export async function planOf(
  client: postgres.Sql,
  organisationId: string,
  { query, params }: Statement,
  mode: 'force_custom_plan' | 'force_generic_plan' = 'force_custom_plan',
): Promise<Plan> {
  let plan: Plan | null = null
  await client.begin(async (tx) => {
    await tx`select set_config('role', 'wegwijs_app', true), set_config('wegwijs.organisation', ${organisationId}, true),
        set_config('plan_cache_mode', ${mode}, true)`
    await tx.unsafe(`prepare asked as ${query}`)
    const values = params.length > 0 ? `(${params.map(literal).join(', ')})` : ''
    const [row] = await tx.unsafe(`explain (analyze, buffers, format json) execute asked${values}`)
    await tx.unsafe('deallocate asked')
    const [told] = row!['QUERY PLAN'] as [{ Plan: Node & Record<string, number>; 'Execution Time': number }]
    plan = read(query, told.Plan, told['Execution Time'])
  })
  return plan!
}

function read(query: string, top: Node & Record<string, number>, ms: number): Plan {
  const nodes = [...partsOf(top)].filter((node) => node['Actual Loops'] > 0)
  const large = nodes.filter((node) => LARGE.includes(node['Relation Name'] ?? ''))
  return {
    query,
    indexes: [...new Set(nodes.flatMap((node) => node['Index Name'] ?? []))],
    mostRows: Math.max(0, ...large.map(rowsRead)),
    buffers: top['Shared Hit Blocks']! + top['Shared Read Blocks']!,
    ms,
    scanned: large.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name']!),
  }
}

/** A page has 50 lines; search looks through 1,000 at a time, counting ends at 1,000, and filters pass over some. */
const MOST_ROWS = 4000

/** What is wrong with a plan: it reads a table from end to end, or far more than it shows. */
export function faultsOf({ scanned, mostRows, query }: Plan): string[] {
  return [
    ...scanned.map((table) => `NO INDEX on ${table}: ${query}`),
    ...(mostRows > MOST_ROWS ? [`${mostRows} ROWS READ: ${query}`] : []),
  ]
}

function* partsOf(node: Node): Generator<Node> {
  yield node
  for (const part of node.Plans ?? []) yield* partsOf(part)
}

function rowsRead(node: Node): number {
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)
  return (node['Actual Rows'] + removed) * node['Actual Loops']
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  const text = value instanceof Date ? value.toISOString() : String(value)
  return `'${text.replaceAll("'", "''")}'`
}
