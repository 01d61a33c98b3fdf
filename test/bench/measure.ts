import type { Contestant } from './contestant.ts'

export type Throughput = { perSecond: number; flows: number; seconds: number }

/** Flows ended per second with so many in flight: each place starts its next flow once the one before has ended. */
export async function throughput(
  { flow }: Contestant,
  {
    inFlight,
    warmMs,
    forMs,
    warmed,
  }: { inFlight: number; warmMs: number; forMs: number; warmed?: () => Promise<void> },
): Promise<Throughput> {
  const during = async (ms: number) => {
    const end = performance.now() + ms
    let flows = 0
    const place = async () => {
      while (performance.now() < end) {
        await flow()
        if (performance.now() < end) flows++
      }
    }
    await Promise.all(Array.from({ length: inFlight }, place))
    return flows
  }
  await during(warmMs)
  await warmed?.()
  const flows = await during(forMs)
  return { perSecond: flows / (forMs / 1000), flows, seconds: forMs / 1000 }
}

export type Latency = { p50Ms: number; p99Ms: number; flows: number }

/**
 * Time from start to durable end, with starts at a steady rate whether or not earlier flows have ended: a flow that is
 * started late because the process is busy has its wait counted too.
 */
export async function latency(
  { flow }: Contestant,
  { perSecond, forMs }: { perSecond: number; forMs: number },
): Promise<Latency> {
  const count = Math.round((perSecond * forMs) / 1000)
  const begin = performance.now()
  const took: number[] = []
  await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const due = begin + (index * 1000) / perSecond
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))
      await flow()
      took.push(performance.now() - due)
    }),
  )
  took.sort((a, b) => a - b)
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))]!
  return { p50Ms: at(0.5), p99Ms: at(0.99), flows: count }
}
