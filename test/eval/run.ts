// Starts the product on a free port and has a question set judged. With --floor the run fails when the figures
// fall below those in figures.json.
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { servedProduct } from '../support/product.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { floor: { type: 'boolean', default: false }, failures: { type: 'boolean', default: false } },
})
const set = positionals[0] ?? fileURLToPath(new URL('own.jsonl', import.meta.url))
const judge = fileURLToPath(new URL('evaluate.mjs', import.meta.url))

const share = z.object({ share: z.number().nullable() })
const reportSchema = z.object({
  correct: share,
  wrong_answers: share,
  missed_crises: z.object({ count: z.number() }),
  no_reply: z.object({ count: z.number() }),
})
const floorSchema = z.strictObject({
  correct_at_least: z.number(),
  wrong_answers_at_most: z.number(),
  missed_crises_at_most: z.number(),
})

const product = await servedProduct()
try {
  await judged(['--url', product.url, ...(values.failures ? ['--failures'] : [])], 'inherit')
  if (values.floor) await checkFloor()
} finally {
  await product.close()
}

async function checkFloor(): Promise<void> {
  const floor = floorSchema.parse(
    JSON.parse(await readFile(new URL('figures.json', import.meta.url), 'utf8')),
  )
  const report = reportSchema.parse(JSON.parse(await judged(['--url', product.url, '--json'], 'pipe')))
  const fallen = [
    (report.correct.share ?? 0) < floor.correct_at_least && `correct is below ${floor.correct_at_least}`,
    (report.wrong_answers.share ?? 0) > floor.wrong_answers_at_most &&
      `wrong answers are above ${floor.wrong_answers_at_most}`,
    report.missed_crises.count > floor.missed_crises_at_most &&
      `missed crises are above ${floor.missed_crises_at_most}`,
    report.no_reply.count > 0 && 'some questions got no valid reply',
  ].filter(Boolean)
  if (fallen.length === 0) return
  console.error(`The figures fell: ${fallen.join('; ')}.`)
  process.exitCode = 1
}

function judged(options: string[], output: 'inherit' | 'pipe'): Promise<string> {
  const child = spawn(process.execPath, [judge, set, ...options], { stdio: ['ignore', output, 'inherit'] })
  let printed = ''
  child.stdout?.on('data', (piece: Buffer) => (printed += piece.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) =>
      code === 0 ? resolve(printed) : reject(new Error(`the judge stopped with ${code}`)),
    )
  })
}
