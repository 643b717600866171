import type { askingWith } from '../../support/staff.ts'

type Asking = ReturnType<typeof askingWith>

/** Something that a member of staff asks of the desk, again and again; what varies, varies by the time it is asked. */
export type Request = { name: string; who: Asking; path: (time: number) => string }

type Page = { lines: { id: string }[]; cursor: string | null }
const DEEP = [2, 10, 40]
const CONVERSATIONS = '/api/v1/desk/conversations'

async function pageAt(who: Asking, query: string, cursor: string | null): Promise<Page> {
  const path = `${CONVERSATIONS}?${query}${cursor ? `&cursor=${cursor}` : ''}`
  const { status, body } = await who.call('GET', path)
  if (status !== 200) throw new Error(`${path} ended in ${status}: ${JSON.stringify(body)}`)
  return body
}

/** The pages of a list: the first, and some that lie deep. */
async function pagesOf(name: string, who: Asking, query: string, deep = DEEP): Promise<Request[]> {
  const first = { name, who, path: () => `${CONVERSATIONS}?${query}` }
  const requests: Request[] = [first]
  let { cursor } = await pageAt(who, query, null)
  for (let page = 2; cursor && page <= Math.max(...deep); page++) {
    const path = `${CONVERSATIONS}?${query}&cursor=${cursor}`
    if (deep.includes(page)) requests.push({ name: `${name}, page ${page}`, who, path: () => path })
    cursor = (await pageAt(who, query, cursor)).cursor
  }
  return requests
}

async function casesOf(name: string, who: Asking, query: string): Promise<Request> {
  const { lines } = await pageAt(who, query, null)
  return { name, who, path: (time) => `${CONVERSATIONS}/${lines[time % lines.length]!.id}` }
}

export type People = { supporter: Asking; coordinator: Asking; colleagueId: string; teamId: string }
/** Words of which one stands in hardly any conversation, and others in very many. */
export type Words = { rarest: string; common: readonly [string, string]; beginning: string }

/** Everything that the desk is measured by. */
export async function requestsOf({ supporter, coordinator, colleagueId, teamId }: People, words: Words) {
  const requests: Request[] = [
    { name: 'the floor: who am I', who: supporter, path: () => '/api/v1/staff/session' },
    { name: 'supporter: the desk with its counts', who: supporter, path: () => '/api/v1/desk' },
  ]
  for (const [role, who] of Object.entries({ supporter, coordinator })) {
    for (const view of ['urgent', 'waiting', 'mine', 'all', 'closed'])
      requests.push(...(await pagesOf(`${role}: ${view}`, who, `view=${view}`)))
    for (const filter of [
      'view=all&channel=telegram',
      'view=closed&channel=telegram',
      `view=waiting&team=${teamId}`,
    ])
      requests.push(...(await pagesOf(`${role}: ${filter.replace(/=[\w-]{36}/u, '')}`, who, filter, [10])))
    const [a, b] = words.common
    const searches = {
      'a rare word': words.rarest,
      'a common word': a,
      'two common words': `${a} ${b}`,
      'a common and a rare word': `${a} ${words.rarest}`,
      'the beginning of a name': words.beginning,
      'a name and a common word': `${words.beginning} ${a}`,
      'a word that nobody said': 'xylofoonvereniging',
    }
    for (const [name, q] of Object.entries(searches))
      requests.push(...(await pagesOf(`${role}: ${name}`, who, `q=${encodeURIComponent(q)}`, [10])))
    requests.push(await casesOf(`${role}: a conversation`, who, 'view=closed'))
    requests.push(await casesOf(`${role}: a conversation that waits`, who, 'view=waiting'))
  }
  for (const view of ['all', 'closed'])
    requests.push(
      ...(await pagesOf(
        `coordinator: ${view}, of a colleague`,
        coordinator,
        `view=${view}&supporter=${colleagueId}`,
        [2],
      )),
    )
  return requests
}

export type Spread = { p50: number; p95: number; max: number }

/** How long the answers to a request take, in milliseconds, asked one after another. */
export async function measure({ who, path }: Request, times: number, warmUps: number): Promise<Spread> {
  const took: number[] = []
  for (let time = -warmUps; time < times; time++) {
    const began = performance.now()
    const response = await who.request(path(time + warmUps))
    await response.arrayBuffer()
    if (response.status !== 200) throw new Error(`${path(time + warmUps)} ended in ${response.status}`)
    if (time >= 0) took.push(performance.now() - began)
  }
  const sorted = took.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
  return { p50: at(0.5), p95: at(0.95), max: sorted.at(-1)! }
}
