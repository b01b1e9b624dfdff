// How often one address may ask: a bucket of so many requests that refills at a steady rate. Bounded in memory.

export interface RateLimit {
  /** 0 where the request may go on, else seconds to wait. */
  take(key: string, nowMs: number): number
}

// 10,000 addresses are some 2 MB; past them the one that was silent longest is forgotten, to its advantage.
const KEYS_MAX = 10_000

export function makeRateLimit(limit: { perSecond: number; burst: number; keysMax?: number }): RateLimit {
  const { perSecond, burst, keysMax = KEYS_MAX } = limit
  const buckets = new Map<string, { tokens: number; at: number }>()
  return {
    take: (key, nowMs) => {
      const before = buckets.get(key)
      const filled = before ? before.tokens + (Math.max(0, nowMs - before.at) / 1_000) * perSecond : burst
      const tokens = Math.min(burst, filled)
      // Deleted and set anew: a Map's order is then the order of last use.
      buckets.delete(key)
      if (buckets.size >= keysMax) {
        for (const oldest of buckets.keys()) {
          buckets.delete(oldest)
          break
        }
      }
      const isAllowed = tokens >= 1
      buckets.set(key, { tokens: isAllowed ? tokens - 1 : tokens, at: nowMs })
      return isAllowed ? 0 : Math.ceil((1 - tokens) / perSecond)
    },
  }
}
