/** So many at once, and so many a second in the long run. */
export type Allowance = { burst: number; perSecond: number }

/** Buckets beyond this number are looked through for full ones, which need not be kept. */
const MANY_BUCKETS = 50_000

/** Token buckets by name; `take` gives the seconds to wait, 0 when it is allowed. */
export function createBuckets({ burst, perSecond }: Allowance, now: () => number = Date.now) {
  const buckets = new Map<string, { tokens: number; at: number }>()
  const filled = ({ tokens, at }: { tokens: number; at: number }, time: number) =>
    Math.min(burst, tokens + ((time - at) / 1000) * perSecond)

  return function take(name: string): number {
    const time = now()
    if (buckets.size > MANY_BUCKETS) {
      for (const [key, bucket] of buckets) if (filled(bucket, time) >= burst) buckets.delete(key)
    }
    const tokens = filled(buckets.get(name) ?? { tokens: burst, at: time }, time)
    const allowed = tokens >= 1
    buckets.set(name, { tokens: allowed ? tokens - 1 : tokens, at: time })
    return allowed ? 0 : (1 - tokens) / perSecond
  }
}
