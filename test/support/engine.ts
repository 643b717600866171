import { fileURLToPath } from 'node:url'
import type { Engine } from '../../server/answers/engine.ts'
import { engineFor } from '../../server/answers/learnt-file.ts'
import { loadKnowledge } from '../../server/knowledge/load.ts'

/** Where what was learnt is kept between runs. */
export const learntFolder = fileURLToPath(new URL('../../node_modules/.cache/wegwijs', import.meta.url))

export const knowledgeFolder = new URL('../../db/knowledge/', import.meta.url)

let engine: Promise<Engine> | null = null

/** The engine that the product runs, learnt once for all tests. */
export function testEngine(): Promise<Engine> {
  engine ??= loadKnowledge(knowledgeFolder).then((knowledge) => engineFor(knowledge, learntFolder))
  return engine
}
