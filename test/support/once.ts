import { migratedDump } from './databases.ts'
import { testEngine } from './engine.ts'

/** Before the first test: what all tests begin with is made, unless that was done in an earlier run. */
export async function setup(): Promise<void> {
  await Promise.all([testEngine(), migratedDump()])
}
