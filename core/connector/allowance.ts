/** What the vendor allows, and the share of it that may be used. */
export type Limits = {
  requestsPerSecond: number
  /** Requests at once. */
  concurrency: number
  /** In 24 hours. */
  requestsPerDay?: number
}

export type Ask = {
  /** Requests that wait for a moment to leave. */
  waiting: number
  /** Those of them that somebody waits for. */
  urgent: number
  /** Requests that have a moment, or are under way. */
  taken: number
  ended: readonly Ended[]
}

/**
 * What became of a moment: `left` is when the request did, by the moment's clock; absent where none did. Who left in time
 * tells nothing.
 */
export type Ended = { moment: number; left?: number }

/** When a request may leave at the earliest; `moment` names it to the allowance, in seconds of its own clock. */
export type Slot = { inMs: number; moment: number }

/** What a worker gets. Times are milliseconds from now. */
export type Lease = {
  /** Requests at once it may have. */
  places: number
  /** In order. */
  slots: readonly Slot[]
  /** When it is worth asking for more. */
  againMs: number
  /** Other workers wait for places: give back what is free. */
  yields: boolean
  /** How long the vendor asked to be left alone. */
  pausedMs?: number | undefined
  /** The breaker is open: for how long now, and when the next probe may leave. */
  open?: { forMs: number; probeMs: number } | undefined
  /** The daily quota is used up for so long. */
  exhaustedMs?: number | undefined
  /** The last request failed: an answer is news. */
  failing: boolean
}

/** What an answer, or the lack of one, tells all workers. */
export type News = {
  /** Whether the vendor is there at all. */
  answered?: boolean
  /** For how long it has said nothing, where it was not asked just now. */
  silentMs?: number
  /** It asks to be left alone for so long. */
  pauseMs?: number
  /**
   * It allows no more than this for so long; or only a share of what was sent, and once more a share of that where it says
   * so after the pause it asked for.
   */
  slower?: { requestsPerSecond: number; forMs: number } | { share: number; forMs: number }
  quota?: { used: number; limit: number; forMs?: number }
}

/**
 * Shares one connection's allowance out among its workers.
 * - Rate: as moments to leave, many in one lease. They are evenly spaced, but for what makes up for lost
 *   time, and never more within a second than the vendor
 *   allows, whichever second it looks at. One that passed unused is given back for others to use; whoever leaves late
 *   says so, for the vendor counts from then.
 * - Number at once: as places. Who has none and waits gets a fair part; who has an urgent request, the next one free.
 * - A vendor that does not answer is left alone, but for one probe a second.
 */
export type Allowance = {
  lease: (ask: Ask) => Promise<Lease>
  tell: (news: News) => Promise<void>
  /** Calls back when it is worth asking, or giving back, at once. */
  onNews: (listener: () => void) => void
  /** Calls back once this worker is to end. */
  onDrain: (listener: () => void) => void
  close: () => Promise<void>
}

/** So many failures in a row open the breaker; or three, if they took this long. */
export const BREAKER = { failures: 8, few: 3, fewAfterMs: 2_000, probeMs: 1_000 }

/** What leaves evenly arrives less so. */
const SHARE_OF_RATE = 0.975

const HORIZON_MS = 100
const DAY_MS = 86_400_000

/** The allowance of a process that is the connection's only one. */
export function ownAllowance(limits: Limits): Allowance {
  const state = {
    nextSlot: 0,
    pausedUntil: 0,
    slower: { requestsPerSecond: 0, until: 0 },
    quota: { used: 0, limit: limits.requestsPerDay, until: 0 },
    failures: 0,
    failingSince: 0,
    openedAt: 0,
    probeAt: 0,
  }
  const listeners: (() => void)[] = []
  return {
    lease: async ({ waiting, urgent, taken }) => {
      const now = performance.now()
      const places = Math.max(taken, Math.min(taken + waiting, limits.concurrency))
      let slots = Math.min(waiting, places - taken)
      const open = state.openedAt > 0
      if (open) {
        slots = waiting > 0 && now >= state.probeAt ? 1 : 0
        if (slots > 0) state.probeAt = now + BREAKER.probeMs
      }
      if (now < state.pausedUntil) slots = 0
      const usual = limits.requestsPerSecond * SHARE_OF_RATE
      const everyMs = 1000 / (now < state.slower.until ? Math.min(usual, state.slower.requestsPerSecond) : usual)
      const start = Math.max(state.nextSlot, now)
      slots = Math.min(slots, Math.max(Math.floor((now + HORIZON_MS - start) / everyMs) + 1, urgent))
      const { quota } = state
      if (now >= quota.until) Object.assign(quota, { used: 0, until: now + DAY_MS })
      const exhausted = quota.limit !== undefined && quota.used >= quota.limit
      if (quota.limit !== undefined) slots = Math.min(slots, quota.limit - quota.used)
      slots = Math.max(slots, 0)
      quota.used += slots
      if (slots > 0) state.nextSlot = start + slots * everyMs
      return {
        places,
        slots: [...Array(slots)].map((_, at) => ({ inMs: start - now + at * everyMs, moment: 0 })),
        againMs: Math.max(start + slots * everyMs - HORIZON_MS - now, 0),
        yields: false,
        failing: state.failures > 0,
        pausedMs: now < state.pausedUntil ? state.pausedUntil - now : undefined,
        open: open ? { forMs: now - state.openedAt, probeMs: Math.max(state.probeAt - now, 0) } : undefined,
        exhaustedMs: exhausted ? quota.until - now : undefined,
      }
    },
    tell: async ({ answered, silentMs = 0, pauseMs, slower, quota }) => {
      const now = performance.now()
      if (answered === true) Object.assign(state, { failures: 0, openedAt: 0 })
      if (answered === false) {
        if (state.failures++ === 0) state.failingSince = now - silentMs
        const { failures, failingSince } = state
        const dead =
          failures >= BREAKER.failures || (failures >= BREAKER.few && now - failingSince >= BREAKER.fewAfterMs)
        if (dead && state.openedAt === 0) Object.assign(state, { openedAt: now, probeAt: now + BREAKER.probeMs })
      }
      const wasPaused = now < state.pausedUntil
      if (pauseMs !== undefined) state.pausedUntil = Math.max(state.pausedUntil, now + pauseMs)
      if (slower) {
        const before = now < state.slower.until ? state.slower.requestsPerSecond : limits.requestsPerSecond
        const share = 'share' in slower && !wasPaused ? slower.share : 1
        const requestsPerSecond = 'share' in slower ? before * share : slower.requestsPerSecond
        state.slower = { requestsPerSecond, until: now + slower.forMs }
      }
      if (quota) {
        const until = quota.forMs === undefined ? Math.max(state.quota.until, now + 1) : now + quota.forMs
        state.quota = { used: Math.max(quota.used, state.quota.used), limit: quota.limit, until }
      }
      for (const listener of listeners) listener()
    },
    onNews: (listener) => void listeners.push(listener),
    onDrain: () => {},
    close: async () => {},
  }
}
