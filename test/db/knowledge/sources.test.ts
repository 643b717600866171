import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const upTo = (last: number, prefix = '') => Array.from({ length: last }, (_, i) => `${prefix}${i + 1}`)
const wlzSections = (articles: number, afterArticles: string[], atEnd: string[]) => [
  'preamble',
  ...upTo(articles, 'art-'),
  ...afterArticles,
  'other-bijlage-1',
  'other-bijlage-2',
  ...upTo(4, 'bijlage-2-h'),
  'bijlage-3',
  'other-bijlage-4',
  ...upTo(4, 'bijlage-4-'),
  'other-bijlage-5',
  ...upTo(11, 'bijlage-5-art-'),
  ...atEnd,
]
const sectionsOf: Record<string, string[]> = {
  'magentazorg-wmo-2020': [...upTo(10), 'other-versie'],
  'zonl-thuisbegeleiding': upTo(10),
  'wmo-module-ondersteuningsplan': ['1'],
  'wlz-oco-2024': wlzSections(33, ['other-ondertekening'], ['other-bijlage-6']),
  'wlz-oco-2021': wlzSections(34, [], []),
}

/** How the raw text announces a section; the group is the title we keep. Text in (?=…) stays in the section. */
const announcements: [RegExp, string][] = [
  [/^preamble$/, '^'],
  [/^other-versie$/, '^(?=versie)'],
  [/^other-ondertekening$/, '^(?=Opgemaakt)'],
  [/^other-bijlage-(\d)$/, '^ *(?=bijlage $1)'],
  [/^(\d+)$/, '^ *(?:$1\\. |(?=WMO module: ))(.+)'],
  [/^(?:bijlage-5-)?art-(\d+)$/, '^ *artikel $1 *$'],
  [/^bijlage-2-h(\d)$/, '^hoofdstuk $1: (.+)'],
  [/^bijlage-3$/, '^ *bijlage 3\\W+(.+)'],
  [/^bijlage-4-(\d)$/, '^$1\\.\\s+(\\p{Lu}{4}.+)'],
]

/** Everything in the raw texts that is no word of the source, or stands elsewhere than on the printed page. */
const artefacts: { source: string; what: RegExp; becomes: string; why: string }[] = [
  {
    source: 'magentazorg-wmo-2020',
    what: /^([abcdf])\. (?=maatwerkvoorziening;|die anders|van de maat|heeft aan|jegens|aanleiding|ondersteuning die|op het moment)/gm,
    becomes: '',
    why: 'the letter of a list point, repeated on its next lines',
  },
  {
    source: 'zonl-thuisbegeleiding',
    what: /(?<=^)30(?=maatschappelijke)/m,
    becomes: '',
    why: 'page number glued to a word',
  },
  {
    source: 'zonl-thuisbegeleiding',
    what: /^https?:\S+$/gm,
    becomes: '',
    why: 'targets of links whose text stands in the clause',
  },
  {
    source: 'zonl-thuisbegeleiding',
    what: /zorggroep-\n/,
    becomes: 'zorggroep-',
    why: 'a true hyphen at a line end',
  },
  { source: 'wlz-oco-2021', what: /\[footnoteRef:\d\]/g, becomes: '', why: 'footnote mark' },
  { source: 'wlz-oco-2021', what: /\[\d: /g, becomes: '\n', why: 'start of a footnote' },
  { source: 'wlz-oco-2021', what: /(?<=\.\s+|\.)\] ?$/gm, becomes: '', why: 'end of a footnote' },
  { source: 'wlz-oco-2021', what: /\u2011/g, becomes: '-', why: 'hyphen that forbids a line break' },
  { source: 'wlz-oco-2024', what: /^Pagina \d+ $/gm, becomes: '', why: 'page number' },
  {
    source: 'wlz-oco-2024',
    what: /(2 Zorgbemiddeling\s+\(ondersteunen bij\s+het vinden van\s+passende zorg\))([^]*?zorgkantoor etc\.)/,
    becomes: '$2 $1',
    why: 'art-7: the name of service 2 was printed above the text of service 1',
  },
  {
    source: 'wlz-oco-2024',
    what: /Dienst Omschrijving\s+Zorgbemiddeling\s+\(ondersteunen bij\s+het vinden van\s/,
    becomes: '',
    why: 'art-7: table head and service name repeated on the next page',
  },
  {
    source: 'wlz-oco-2024',
    what: /passende zorg\) (?=•)/,
    becomes: '',
    why: 'art-7: the end of that repeated name',
  },
  {
    source: 'wlz-oco-2024',
    what: /^ Regio Gemeenten \(werkgebied\)\s+\(Zorgkantoor\/\s+aangewezen\s+Wlz-uitvoerder\)/gm,
    becomes: '',
    why: 'bijlage-3: table head repeated on the next page',
  },
  {
    source: 'wlz-oco-2024',
    what: /(Gemeenten \(werkgebied\))\s+(\(Zorgkantoor\/\s+aangewezen\s+Wlz-uitvoerder\))/,
    becomes: '$2 $1',
    why: 'bijlage-3: the two columns of the table head were read as lines',
  },
  {
    source: 'wlz-oco-2024',
    what: /(Hendrik-Ido|Geldrop)-\n(\(\w+\)) (\w+,)/g,
    becomes: '$1-$3\n$2',
    why: 'bijlage-3: a name with a true hyphen, cut by the region column',
  },
  {
    source: 'wlz-oco-2024',
    what: /Midden-\n(?=Limburg)/,
    becomes: 'Midden-',
    why: 'bijlage-3: a true hyphen at a line end',
  },
  {
    source: 'wlz-oco-2024',
    what: /^(Groningen|Friesland|Zwolle|Twente|Apeldoorn\/Zutphen e\.o\.|Arnhem|Zaanstreek\/Waterland|Amsterdam|Zuid-Holland-Noord|Haaglanden|WSD|Midden Holland|Rotterdam|Zuid-Hollandse Eilanden|Waardenland|Zeeland|West-Brabant|Midden-Brabant|Noordoost Brabant|Zuid Oost-Brabant|Zuid-Limburg|Midden IJssel) (.+)\n(\([^)]+\))/gm,
    becomes: '$1 $3 $2\n',
    why: 'bijlage-3: the zorgkantoor was read after the first line of municipalities',
  },
  {
    source: 'wlz-oco-2024',
    what: /(Utrecht\s+\(Zilveren Kruis\)\s+)(Flevoland\s+\(Zilveren Kruis\)\s+)(Beuningen[^]*?)(Amersfoort[^]*?)(?=Dronten)/,
    becomes: '$3 $1 $4 $2',
    why: 'bijlage-3: three regions were read before their three lists',
  },
  {
    source: 'wlz-oco-2024',
    what: /(zorgkantoorregio’s)1([^]*?)^1(Nadrukkelijk[^]*?Zorgkantoren) $/m,
    becomes: '$1\n$3\n$2',
    why: 'footnote 1, from the foot of the page to its mark',
  },
  {
    source: 'wlz-oco-2024',
    what: /(verstaan\. De cliëntondersteuner: )([^]*?)^2 (Deze punten[^]*?\(BCMB\)\.)/m,
    becomes: '$1\n$3\n$2',
    why: 'footnote 2, likewise; its mark was lost, wlz-oco-2021 shows the place',
  },
  {
    source: 'wlz-oco-2024',
    what: /(toestemming te handelen; )([^]*?)^3 (Voordat[^]*?vanaf 16 jaar toestemming aan de cliënt\.)/m,
    becomes: '$1\n$3\n$2',
    why: 'footnote 3, likewise',
  },
]

type Section = { id: string; title: string; label: string; words: string[] }
const wordsOf = (text: string) =>
  text
    .replace(/^\s*[-–•·](?=\s)/gm, '')
    .split(/\s+/)
    .filter(Boolean)
const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8').normalize('NFC')
const readRaw = (source: string) => read(`raw-sources/${source}.txt`)
const readMarkdown = (source: string) => read(`../../../db/knowledge/sources/${source}.md`)

function sectionsOfMarkdown(source: string): Section[] {
  return readMarkdown(source)
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [heading = '', ...lines] = part.split('\n')
      const [, id = '', title = '', label = ''] = heading.match(/^(\S+)(?: (?!\|)(.+?))?(?: \| (.+))?$/) ?? []
      let body = lines.join('\n').replace(/^(### |\[voetnoot\] )/gm, '')
      // The colon between a region and its municipalities is ours.
      if (id === 'bijlage-3') body = body.replace(/^((?:- )?[^(\n]+\([^)]+\)):/gm, '$1')
      return { id, title: title.toLowerCase(), label, words: wordsOf(body) }
    })
}

function announcementOf(id: string): RegExp {
  const [family, announcement] = announcements.find(([each]) => each.test(id)) ?? [/$/, 'unknown section']
  return new RegExp(id.replace(family, announcement), id.startsWith('bijlage-4') ? 'mu' : 'mi')
}

function sectionsOfRaw(source: string, ids: string[]): Omit<Section, 'label'>[] {
  let rest = readRaw(source)
  for (const { what, becomes } of artefacts.filter((each) => each.source === source))
    rest = rest.replace(what, becomes)
  rest = rest.replace(/-[ \t]*\n\s*/g, '').replace(/\/[ \t]*\n\s*/g, '/')
  const sections: Omit<Section, 'label'>[] = []
  for (const id of ids) {
    const match = announcementOf(id).exec(rest)
    if (!match) throw new Error(`${source}: the raw text does not announce section ${id}`)
    const before = sections.at(-1) ?? { words: [] }
    before.words = wordsOf(rest.slice(0, match.index))
    if (!sections.length && before.words.length)
      throw new Error(`${source}: text before the first section is lost`)
    rest = rest.slice(match.index + match[0].length)
    sections.push({ id, title: (match[1] ?? '').trim().toLowerCase(), words: wordsOf(rest) })
  }
  return sections
}

describe.each(Object.entries(sectionsOf))('%s', (source, ids) => {
  const markdown = sectionsOfMarkdown(source)

  it('has every section of the source once and in order', () => {
    expect(markdown.map(({ id }) => id)).toEqual(ids)
  })

  it.each(sectionsOfRaw(source, ids))(
    'the clauses of section $id say word for word, in order, what the raw source says',
    ({ id, title, words }) => {
      const section = markdown.find((each) => each.id === id)
      expect(section?.title).toBe(title)
      expect(section?.words).toEqual(words)
    },
  )

  it('an article, which has no title of its own, carries a label of ours, and nothing else does', () => {
    expect(markdown.filter(({ label }) => label).map(({ id }) => id)).toEqual(
      ids.filter((id) => id.includes('art-')),
    )
  })

  it('the front matter tells which text it is and in which years it holds', () => {
    const year = source.startsWith('wlz') ? Number(source.slice(-4)) : undefined
    const [from, to] = year ? [`${year}-01-01`, `${year === 2024 ? 2025 : year}-12-31`] : ['null', 'null']
    expect(readMarkdown(source)).toMatch(
      new RegExp(
        `^---\nid: ${source}\ntitle: .+\nversion: .+\nvalid_from: ${from}\nvalid_to: ${to}\n---\n\n## `,
      ),
    )
  })
})

it.each(artefacts)('we take away or move only what stands in the raw $source: $why', ({ source, what }) => {
  expect(readRaw(source)).toMatch(what)
})
