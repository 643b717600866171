import readExcel from 'read-excel-file/node'
import { expect } from 'vitest'
import type { LogRow } from '../../server/reports/log/contact-log.ts'
import type { RequestLine } from '../../server/reports/response-times/rows.ts'
import type { Listed } from '../../server/signals/list.ts'
import type { Rating } from '../../server/signals/quarter-figures.ts'
import type { askingWith } from './staff.ts'

export type Asking = ReturnType<typeof askingWith>
/** What stands after the question mark of an address. */
export type Query = Record<string, string | number | undefined>

/** As JSON has it: moments are texts. */
export type LogLine = Omit<LogRow, 'startedAt' | 'recordedAt'> & { startedAt: string; recordedAt: string }
export type RequestShown = Omit<
  RequestLine,
  'requestedAt' | 'dueAt' | 'reactedAt' | 'withdrawnAt' | 'closedAt'
> & {
  requestedAt: string
  dueAt: string
  reactedAt: string | null
  withdrawnAt: string | null
  closedAt: string | null
}

const DESK = '/api/v1/desk'

export const written = (query: Query) =>
  new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  ).toString()

/** Opens what the figures of the desk link to, page by page to the end, each address once. */
export function rowsBehind({ call, request }: Asking) {
  const kept = new Map<string, Promise<unknown>>()
  function once<T>(name: string, work: () => Promise<T>): Promise<T> {
    const known = kept.get(name) ?? work()
    kept.set(name, known)
    // The name says which work it was.
    return known as Promise<T>
  }

  async function get<T>(path: string): Promise<T> {
    const { status, body } = await call('GET', `${DESK}/${path}`)
    expect(status, path).toBe(200)
    return body
  }

  /** What is searched by names is asked in a body. */
  async function post<T>(path: string, body: unknown): Promise<T> {
    const answer = await call('POST', `${DESK}/${path}`, body)
    expect(answer.status, path).toBe(200)
    return answer.body
  }

  const log = (query: Query) =>
    once(`log ${written(query)}`, () => wholeList<LogLine>('contacts', query, 'rows'))
  const signals = (query: Query) =>
    once(`signals ${written(query)}`, () => wholeList<Listed>('signals', query, 'signals'))

  async function wholeList<T>(path: string, query: Query, name: string): Promise<T[]> {
    const rows: T[] = []
    let cursor: string | undefined
    do {
      const page = await get<Record<string, T[]> & { cursor: string | null }>(
        `${path}?${written({ ...query, cursor })}`,
      )
      rows.push(...(page[name] as T[]))
      cursor = (page.cursor as string | null) ?? undefined
    } while (cursor)
    return rows
  }

  const requests = (query: Query) =>
    once(`requests ${written(query)}`, async () => {
      const rows: RequestShown[] = []
      for (let page = 1, pages = 1; page <= pages; page++) {
        const found = await get<{ pages: number; requests: RequestShown[] }>(
          `figures/response-times/rows?${written({ ...query, page })}`,
        )
        rows.push(...found.requests)
        pages = found.pages
      }
      return rows
    })

  const ratings = (period: string) =>
    once(
      `ratings ${period}`,
      async () => (await get<{ ratings: Rating[] }>(`reports/quarters/${period}/ratings`)).ratings,
    )

  async function download(path: string): Promise<Uint8Array> {
    const response = await request(`${DESK}/${path}`)
    expect(response.status, path).toBe(200)
    expect(response.headers.get('content-disposition'), path).toMatch(
      /^attachment; filename="[\w-]+\.(?:xlsx|csv)"$/u,
    )
    return new Uint8Array(await response.arrayBuffer())
  }

  /** The sheets of a workbook by their names. */
  async function workbook(path: string) {
    const sheets = await readExcel(Buffer.from(await download(path)))
    return new Map(sheets.map(({ sheet, data }) => [sheet, data]))
  }

  /** The lines of a CSV, the titles left out. */
  async function csv(path: string): Promise<string[][]> {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await download(path))
    expect(text.startsWith('\uFEFF'), path).toBe(true)
    return parsed(text.slice(1)).slice(1)
  }

  return { get, post, log, signals, requests, ratings, workbook, csv }
}

export type RowsBehind = ReturnType<typeof rowsBehind>

/** Semicolons between, quotes around what needs them, quotes doubled within. */
function parsed(text: string): string[][] {
  const lines: string[][] = [[]]
  for (const [, quoted, bare = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^;\r\n]*))(;|\r\n)/gu)) {
    lines.at(-1)!.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'))
    if (end === '\r\n') lines.push([])
  }
  return lines.slice(0, -1)
}

/** A number of a page, where it stands in what the server says, and what the rows that it opens come to. */
export type Figure = { at: string; opens: string; comesTo: unknown }

/** Where each number, and each number that is hidden, stands in what the server says. */
export function numbersIn(said: unknown, at = ''): string[] {
  if (typeof said === 'number' || said === '<5' || said === 'x') return [at]
  if (typeof said !== 'object' || said === null) return []
  return Object.entries(said).flatMap(([name, value]) => numbersIn(value, at ? `${at}.${name}` : name))
}

export function valueAt(said: unknown, at: string): unknown {
  // Made by `numbersIn` or by hand for this very answer.
  return at.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], said)
}

/** Every number of a page opens rows that come to it; `set` are those that count nothing, such as a rate. */
export function expectEveryFigure(said: unknown, figures: Figure[], set: RegExp): void {
  for (const { at, opens, comesTo } of figures) {
    const value = valueAt(said, at)
    if (typeof comesTo === 'number' && typeof value === 'number' && !Number.isInteger(value))
      expect(value, `${at} opens ${opens}`).toBeCloseTo(comesTo, 9)
    else expect(value, `${at} opens ${opens}`).toEqual(comesTo)
  }
  const opened = new Set(figures.map(({ at }) => at))
  const without = numbersIn(said).filter((at) => !opened.has(at) && !set.test(at))
  expect(without, 'these figures open nothing').toEqual([])
}

export const sum = <T>(rows: readonly T[], of: (row: T) => number) =>
  rows.reduce((total, row) => total + of(row), 0)
export const many = <T>(rows: readonly T[], of: (row: T) => unknown) =>
  new Set(rows.map(of).filter(Boolean)).size
