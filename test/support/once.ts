import { migratedDump } from './databases.ts'
import { testEngine } from './engine.ts'
import { forgetLogs, requireCleanLogs } from './never-logged.ts'

/** Before the first test: what all tests begin with is made, unless that was done in an earlier run. */
export async function setup(): Promise<void> {
  await Promise.all([testEngine(), migratedDump(), forgetLogs()])
}

/** After the last one: what the products logged is looked through for what clients said and who they are. */
export const teardown = requireCleanLogs
