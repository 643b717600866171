import { testEngine } from './engine.ts'

/** Before the first test: learns what the tests need, unless that was done in an earlier run. */
export async function setup(): Promise<void> {
  await testEngine()
}
