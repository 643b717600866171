import type { Conversed } from './converse.ts'
import type { Load } from './size.ts'

/** Prints what a run met with, for whoever compares runs. */
export function report(title: string, lines: Record<string, string | number>): void {
  const width = Math.max(...Object.keys(lines).map((name) => name.length)) + 2
  const printed = Object.entries(lines).map(([name, value]) => `  ${name.padEnd(width)}${value}`)
  console.log(`${title}\n${printed.join('\n')}`)
}

export function figuresOf(
  { tally, streams, seconds }: Conversed,
  load: Load,
): Record<string, string | number> {
  return {
    messages: `${tally.acknowledged} in ${load.clients} conversations, each there once with one reply`,
    'sent twice at once': tally.doubled,
    retries: retriesIn(tally.retries),
    'longest outage': `${(tally.longestOutageMs / 1000).toFixed(1)} s until a message was acknowledged`,
    'event streams': `${streams} in ${load.followed} conversations, nothing missed, nothing twice`,
    took: `${seconds.toFixed(1)} s`,
  }
}

function retriesIn(retries: Record<number, number>): string {
  const each = Object.entries(retries).map(
    ([status, times]) => `${times} ${status === '0' ? 'without an answer' : `answered ${status}`}`,
  )
  return each.join(', ') || 'none'
}
