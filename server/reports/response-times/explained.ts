import type { StaffMember } from '../../staff/staff-member.ts'
import { AMSTERDAM } from '../../workcalendar/amsterdam.ts'
import type { Part, Selection } from './requests.ts'
import type { Wanted } from './sheets.ts'
import { dutchDay, nameOf, topicName, type Words } from './words.ts'
import type { AgreementShown, Figures, ResponseTimes } from './response-times.ts'
import type { Cell, Sheet } from '../workbook/workbook.ts'

/** The figures of the page, each in its own column. */
export function figuresSheet(shown: ResponseTimes, words: Words): Sheet {
  return {
    name: words('sheet.figures'),
    columns: [
      { title: words('column.by'), kind: 'text' },
      { title: words('column.name'), kind: 'text', width: 24 },
      number(words('figure.requests')),
      number(words('state.in_time')),
      number(words('state.late')),
      number(words('state.overdue')),
      number(words('state.closed_unanswered')),
      number(words('figure.counted')),
      { title: words('figure.share'), kind: 'percent', width: 13 },
      number(words('state.waiting')),
      number(words('state.withdrawn')),
      { title: words('figure.median-minutes'), kind: 'minutes', width: 13 },
      { title: words('figure.ninetieth-minutes'), kind: 'minutes', width: 13 },
    ],
    rows: [
      line(words('by.all'), words('by.all'), shown.total),
      ...shown.weeks.map((week) => line(words('by.week'), dutchDay(week.key), week)),
      ...shown.channels.map((each) =>
        line(words('by.channel'), words(`channel.${each.key as 'widget'}`), each),
      ),
      ...shown.supporters.map((each) =>
        line(words('by.supporter'), nameOf(each.key, each.firstName, words), each),
      ),
      ...shown.topics.map((each) => line(words('by.topic'), topicName(each.key, words), each)),
    ],
  }
}

const number = (title: string) => ({ title, kind: 'number' as const, width: 13 })

function line(by: string, name: string, figures: Figures): Cell[] {
  const { requests, in_time, late, overdue, closed_unanswered, counted, share } = figures
  const { waiting, withdrawn, median, ninetieth } = figures
  const inShare = [in_time, late, overdue, closed_unanswered, counted, share]
  return [by, name, requests, ...inShare, waiting, withdrawn, median, ninetieth]
}

type Made = Wanted & { shown: ResponseTimes; organisation: string; me: StaffMember; now: Date; words: Words }

/** What the figures mean, of what they are, and who made them when. */
export function notesSheet({ shown, selection, part, organisation, me, now, words, locale }: Made): Sheet {
  const at = new Intl.DateTimeFormat(locale === 'nl' ? 'nl-NL' : 'en-GB', {
    timeZone: AMSTERDAM,
    dateStyle: 'long',
    timeStyle: 'short',
  }).format(now)
  const period = { from: dutchDay(selection.from), to: dutchDay(selection.to) }
  const lines: [string, string][] = [
    [words('note.organisation'), organisation],
    [words('note.period'), words('note.period-value', period)],
    [words('note.filters'), filtersInWords(selection, part, shown, words)],
    [words('note.made'), words('note.made-value', { at, by: me.firstName })],
    ...agreementLine(shown.agreement, words),
    ...definitions.map((key): [string, string] => [words(`term.${key}`), words(`define.${key}`)]),
  ]
  return {
    name: words('sheet.notes'),
    columns: [
      { title: words('note.what'), kind: 'text', width: 26 },
      { title: words('note.meaning'), kind: 'text', width: 120 },
    ],
    rows: lines,
  }
}

const definitions = [
  'request',
  'reaction',
  'term',
  'states',
  'share',
  'percentiles',
  'groups',
  'erased',
] as const

function agreementLine(agreement: AgreementShown | null, words: Words): [string, string][] {
  if (!agreement) return []
  const { title, validTo, hasEnded } = agreement
  const ended = hasEnded ? ` ${words('agreement.ended', { until: dutchDay(validTo!) })}` : ''
  return [[words('note.agreement'), `${title}.${ended}`]]
}

function filtersInWords(
  { channel, supporter, topic }: Selection,
  part: Part,
  shown: ResponseTimes,
  words: Words,
) {
  const who = shown.supporters.find(({ key }) => key === supporter)
  const { states, weekday, hour } = part
  const filters = [
    channel && [words('column.channel'), words(`channel.${channel}`)],
    supporter && [words('column.supporter'), nameOf(supporter, who?.firstName ?? null, words)],
    topic && [words('column.topic'), topicName(topic, words)],
    states && [words('column.state'), states.map((state) => words(`state.${state}`)).join(', ')],
    weekday && [words('filter.weekday'), String(weekday)],
    hour !== undefined && [words('filter.hour'), String(hour)],
  ].filter((each) => Array.isArray(each))
  return filters.map(([name, value]) => `${name}: ${value}`).join('; ') || words('note.no-filters')
}
