import { readdir, readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { z } from 'zod'
import {
  crisisSchema,
  languageSchema,
  municipalitiesSchema,
  organisationSchema,
  topicSchema,
  type Entry,
  type Knowledge,
  type Phrasing,
} from './knowledge.ts'
import { parseSource } from './sources.ts'

/** Reads `db/knowledge`; throws with the file's name when one does not fit its shape. */
export async function loadKnowledge(folder: URL): Promise<Knowledge> {
  const [sources, topics, phrasings, language, organisations, municipalities, crisis] = await Promise.all([
    readAll(new URL('sources/', folder), '.md', parseSource),
    readAll(new URL('entries/', folder), '.yaml', parseTopic),
    readAll(new URL('phrasings/', folder), '.tsv', parsePhrasings),
    readOne(new URL('concepts.yaml', folder), (text) => languageSchema.parse(parse(text))),
    readOne(new URL('organisations.yaml', folder), (text) => z.array(organisationSchema).parse(parse(text))),
    readOne(new URL('municipalities.yaml', folder), (text) => municipalitiesSchema.parse(parse(text))),
    readOne(new URL('crisis.yaml', folder), (text) => crisisSchema.parse(parse(text))),
  ])
  return {
    sources,
    entries: topics.flat(),
    phrasings: phrasings.flat(),
    language,
    organisations,
    municipalities,
    crisis,
  }
}

function parseTopic(text: string): Entry[] {
  const { topic, silent, entries } = topicSchema.parse(parse(text))
  return entries.map((entry) => {
    const answered = new Set(entry.answers.flatMap(({ agreements }) => agreements))
    const reasons = Object.entries({ ...silent, ...entry.silent }).filter(
      ([agreement]) => !answered.has(agreement),
    )
    return { ...entry, topic, silent: Object.fromEntries(reasons) }
  })
}

/** Lines of `what it asks <tab> message`; a third column, the nearest entry, is for who edits them. */
function parsePhrasings(text: string, name: string): Phrasing[] {
  return text.split('\n').flatMap((line) => {
    if (!line.trim()) return []
    const [asks, message] = line.split('\t')
    if (!asks || !message) throw new Error(`no tab in the line: ${line}`)
    return [{ asks: asks.trim(), text: message.trim(), writer: name }]
  })
}

async function readAll<T>(
  folder: URL,
  ending: string,
  parseFile: (text: string, name: string) => T,
): Promise<T[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(ending)).toSorted()
  return Promise.all(
    names.map((name) =>
      readOne(new URL(name, folder), (text) => parseFile(text, name.slice(0, -ending.length))),
    ),
  )
}

async function readOne<T>(file: URL, parseFile: (text: string) => T): Promise<T> {
  const text = await readFile(file, 'utf8')
  try {
    return parseFile(text)
  } catch (error) {
    throw new Error(
      `${decodeURI(file.pathname)} cannot be used: ${error instanceof Error ? error.message : error}`,
      {
        cause: error,
      },
    )
  }
}
