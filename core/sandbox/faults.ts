import type { HttpBindings } from '@hono/node-server'
import type { MiddlewareHandler } from 'hono'
import { z } from 'zod'

/** Fault switches: probabilities from 0 to 1, latency in milliseconds. */
export const Faults = z.strictObject({
  latencyMs: z.number().min(0).max(60_000).default(0),
  /** Answers 500 before anything is done. */
  error500: z.number().min(0).max(1).default(0),
  /** Answers 429 with Retry-After before anything is done. */
  error429: z.number().min(0).max(1).default(0),
  /** Does the work, then drops the connection instead of answering. */
  commitThenDrop: z.number().min(0).max(1).default(0),
  /** Part of `METHOD /path`: only requests that contain it are concerned. */
  only: z.string().default(''),
})
export type Faults = z.output<typeof Faults>

/** Makes the vendor's API fail as told. Control paths (`/_sandbox`) never fail. */
export function faultMiddleware(faults: {
  current: Faults
  lostAnswers: number
}): MiddlewareHandler<{ Bindings: HttpBindings }> {
  return async (c, next) => {
    const { latencyMs, error500, error429, only } = faults.current
    const request = `${c.req.method} ${c.req.path}`
    if (c.req.path.startsWith('/_sandbox') || !request.includes(only)) return next()
    if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs))
    const dice = Math.random()
    if (dice < error500)
      return c.json({ message: 'An unexpected error occurred (fault switched on in the sandbox).' }, 500)
    if (dice < error500 + error429) return c.json({ message: 'Too many requests.' }, 429, { 'retry-after': '1' })
    await next()
    const { commitThenDrop } = faults.current
    if (request.includes(faults.current.only) && Math.random() < commitThenDrop) {
      faults.lostAnswers++
      c.env.incoming.socket.destroy()
    }
  }
}
