/** So many at once, and so many a second in the long run. */
export type Allowance = { burst: number; perSecond: number }

/** Buckets beyond this number are looked through for full ones, which need not be kept. */
const MANY_BUCKETS = 50_000

/** Token buckets by name. */
export function createBuckets({ burst, perSecond }: Allowance, now: () => number = Date.now) {
  const buckets = new Map<string, { tokens: number; at: number }>()
  const filled = ({ tokens, at }: { tokens: number; at: number }, time: number) =>
    Math.min(burst, tokens + ((time - at) / 1000) * perSecond)
  const tokensOf = (name: string, time: number) =>
    filled(buckets.get(name) ?? { tokens: burst, at: time }, time)
  const waitFor = (cost: number, tokens: number) => (tokens >= cost ? 0 : (cost - tokens) / perSecond)

  /** Takes so many; gives the seconds to wait, 0 when it is allowed. */
  function take(name: string, cost = 1): number {
    const time = now()
    if (buckets.size > MANY_BUCKETS) {
      for (const [key, bucket] of buckets) if (filled(bucket, time) >= burst) buckets.delete(key)
    }
    const tokens = tokensOf(name, time)
    const wait = waitFor(cost, tokens)
    buckets.set(name, { tokens: wait === 0 ? tokens - cost : tokens, at: time })
    return wait
  }

  /** What was taken turned out not to be for this name. */
  function giveBack(name: string): void {
    const time = now()
    buckets.set(name, { tokens: Math.min(burst, tokensOf(name, time) + 1), at: time })
  }

  return { take, giveBack }
}
