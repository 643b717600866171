import { parse } from 'yaml'
import { z } from 'zod'

const frontMatter = z.strictObject({
  id: z.string().min(1),
  title: z.string().min(1),
  version: z.string().nullish(),
  valid_from: z.string().nullable(),
  valid_to: z.string().nullable(),
})

export type Section = { id: string; title: string; text: string }

export type Source = {
  id: string
  title: string
  validFrom: string | null
  validTo: string | null
  sections: Section[]
}

/** A source document in Markdown: front matter, then `## <section id> <title>` with the clauses word for word. */
export function parseSource(markdown: string): Source {
  const [, head, body] = markdown.split(/^---\n/mu)
  if (head === undefined || body === undefined) throw new Error('no front matter between --- lines')
  const { id, title, valid_from: validFrom, valid_to: validTo } = frontMatter.parse(parse(head))
  const sections = body.split(/^## /mu).slice(1).map(parseSection)
  return { id, title, validFrom, validTo, sections }
}

function parseSection(markdown: string): Section {
  const end = markdown.indexOf('\n')
  const heading = markdown.slice(0, end === -1 ? undefined : end).trim()
  const text =
    end === -1
      ? ''
      : markdown
          .slice(end)
          .replace(/^### .*$/gmu, '')
          .trim()
  const [, id = heading, rest = ''] = /^(\S+)\s*\|?\s*(.*)$/u.exec(heading) ?? []
  return { id, title: rest, text }
}

/** Whether a quote stands literally in a section, white space folded. */
export function standsIn(section: Section, quote: string): boolean {
  return foldSpace(section.text).includes(foldSpace(quote))
}

/** One line of running text, without the dashes that mark list points. */
export function foldSpace(text: string): string {
  return text
    .replace(/^\s*- /gmu, ' ')
    .replace(/^\[voetnoot\] /gmu, '')
    .replace(/\s+/gu, ' ')
    .trim()
}
