import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the products of a test run write their logs, each worker its own file. */
export const logFolder = fileURLToPath(
  new URL('../../node_modules/.cache/wegwijs-test-logs', import.meta.url),
)

/** What clients, and staff about clients, say in the tests; who they are, and how to reach them. */
const NEVER_LOGGED = [
  'Zilverreiger',
  'Purperreiger',
  'Zwaluwenstein',
  'Zonnebloem',
  'hondenuitlaatservice',
  'mijn dossier',
  'Riet',
  'de Vries',
  '@voorbeeld.nl',
  '06 12345678',
  '0612345678',
  '123456782',
  '1940-02-29',
  'ABNA0417',
  'paars-konijn',
]

/** The words among these that stand in a log, with the line in which each was found first. */
export function foundIn(log: string, words: readonly string[] = NEVER_LOGGED): string[] {
  const lines = log.split('\n')
  return words.flatMap((word) => {
    const line = lines.find((each) => each.toLowerCase().includes(word.toLowerCase()))
    return line ? [`${word}: ${line.slice(0, 500)}`] : []
  })
}

export const forgetLogs = () => rm(logFolder, { recursive: true, force: true })

/** Throws when the logs of the run hold a name or a text of those who speak in it. */
export async function requireCleanLogs(): Promise<void> {
  const files = await readdir(logFolder).catch(() => [])
  for (const file of files) {
    const found = foundIn(await readFile(join(logFolder, file), 'utf8'))
    if (found.length > 0)
      throw new Error(`The log of this run holds what no log may hold:\n${found.join('\n')}`)
  }
}
