// npm run ask -- [--agreement ID] [--municipality NAME] "vraag": one question on the command line, same engine.
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { engineFor } from '../server/answers/learnt-file.ts'
import { replyTo } from '../server/answers/reply.ts'
import { todayInAmsterdam } from '../server/calendar-day.ts'
import { loadKnowledge } from '../server/knowledge/load.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { agreement: { type: 'string' }, municipality: { type: 'string' } },
})
const knowledge = await loadKnowledge(new URL('../db/knowledge/', import.meta.url))
const ids = knowledge.sources.map(({ id }) => id)
if (positionals.length === 0) fail('Stel een vraag: npm run ask -- [--agreement ID] "vraag"')
if (values.agreement && !ids.includes(values.agreement))
  fail(`Die overeenkomst is er niet. Kies uit: ${ids.join(', ')}`)

const cache = fileURLToPath(new URL('../node_modules/.cache/wegwijs', import.meta.url))
const reply = replyTo(await engineFor(knowledge, cache), {
  turns: positionals,
  agreement: values.agreement ?? null,
  municipality: values.municipality ?? null,
  today: todayInAmsterdam(new Date()),
  locale: 'nl',
})
const lines = [
  `[${reply.kind}${reply.topic ? ` ${reply.topic}` : ''} ${reply.confidence.toFixed(2)}]`,
  reply.text,
  ...reply.choices.map(({ label }) => `  - ${label}`),
  ...reply.citations.map(
    ({ source, section, title, quote }) => `\n${source} ${section} (${title})\n  "${quote}"`,
  ),
]
process.stdout.write(`${lines.join('\n')}\n`)

function fail(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}
