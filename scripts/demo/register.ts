import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { z } from 'zod'

const words = z.string().min(1)
const some = z.array(words).min(1)

const register = z.strictObject({
  given: z.strictObject({ women: some, men: some }),
  surnames: some,
  municipalities: z.array(z.tuple([words, z.int().positive()])),
  aims: some,
  evaluations: some,
  notEvaluated: words,
  notes: some,
  otherMinutes: words,
  corrections: some,
  removed: words,
  chatMinutes: words,
})

/** The words of which clients and contacts of the demonstration are made. */
export type Register = z.infer<typeof register>

export async function readRegister(): Promise<Register> {
  return register.parse(parse(await readFile(new URL('register.yaml', import.meta.url), 'utf8')))
}
