import { createHash } from 'node:crypto'
import type { HttpBindings } from '@hono/node-server'
import type { Context, MiddlewareHandler } from 'hono'
import { z } from 'zod'
import type { Patience } from './patience.ts'

/** Fault switches: probabilities from 0 to 1, latency in milliseconds. */
export const Faults = z.strictObject({
  latencyMs: z.number().min(0).max(60_000).default(0),
  /** Answers 500 before anything is done. */
  error500: z.number().min(0).max(1).default(0),
  /** Answers 429 with Retry-After before anything is done. */
  error429: z.number().min(0).max(1).default(0),
  /** Does the work, then drops the connection instead of answering. */
  commitThenDrop: z.number().min(0).max(1).default(0),
  /** Answers 401 before anything is done, as if the token had run out. */
  error401: z.number().min(0).max(1).default(0),
  /** Answers 412 before anything is done, as if the record had changed since it was read. */
  error412: z.number().min(0).max(1).default(0),
  /** Does the work, then breaks the answer off in the middle of its body. */
  cutBody: z.number().min(0).max(1).default(0),
  /** Adds a field nobody knows to every object of an answer. */
  unknownField: z.number().min(0).max(1).default(0),
  /** Replaces a text in the answer's body. */
  rewrite: z.strictObject({ find: z.string().min(1), put: z.string() }).optional(),
  /** So many requests pass first, and so many are concerned after them (0: all). */
  after: z.int().min(0).default(0),
  times: z.int().min(0).default(0),
  /** Part of `METHOD /path`: only requests that contain it are concerned. */
  only: z.string().default(''),
})
export type Faults = z.output<typeof Faults>

export type FaultState = {
  current: Faults
  /** Answers that were dropped, or broken off, as told. */
  lostAnswers: number
  /** Requests that met the present switches, whether they came to harm or were let through. */
  met: number
  /** Whether those who were answered 429 keep to its Retry-After. */
  patience: Patience
}

const RETRY_AFTER_S = 1

/** What makes a request the same as an earlier one. A read may be anybody's: each counts as another. */
async function nameOf(c: Context, asks: RegExp | undefined): Promise<string> {
  const { method, url, path } = c.req
  if (method === 'GET' || asks?.test(path)) return ''
  const body = await c.req.raw.clone().arrayBuffer()
  return `${method} ${url} ${createHash('sha256').update(new Uint8Array(body)).digest('base64url')}`
}

/** Makes the vendor's API fail as told. Control paths (`/_sandbox`) never fail. */
export function faultMiddleware(faults: FaultState, asks?: RegExp): MiddlewareHandler<{ Bindings: HttpBindings }> {
  const concerns = (request: string, { only, after, times }: Faults): boolean => {
    if (!request.includes(only)) return false
    const place = faults.met++
    return place >= after && (times === 0 || place < after + times)
  }
  return async (c, next) => {
    const given = faults.current
    const request = `${c.req.method} ${c.req.path}`
    if (c.req.path.startsWith('/_sandbox') || !concerns(request, given)) return next()
    const { latencyMs, error500, error429, error401, error412 } = given
    const name = error429 > 0 ? await nameOf(c, asks) : ''
    if (error429 > 0) faults.patience.came(name)
    if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs))
    let dice = Math.random()
    const falls = (share: number) => {
      const hit = dice < share
      dice -= share
      return hit && share > 0
    }
    if (falls(error500))
      return c.json({ message: 'An unexpected error occurred (fault switched on in the sandbox).' }, 500)
    if (falls(error429)) {
      faults.patience.ask(name, RETRY_AFTER_S * 1000)
      return c.json({ message: 'Too many requests.' }, 429, { 'retry-after': String(RETRY_AFTER_S) })
    }
    if (falls(error401)) return c.json({ message: 'Unauthorized.' }, 401, { 'www-authenticate': 'Bearer' })
    if (falls(error412)) return c.json({ message: 'Precondition failed.' }, 412)
    await next()
    // Switches may have been put back while the work was done.
    const { commitThenDrop, cutBody } = faults.current === given ? given : faults.current
    if (Math.random() < commitThenDrop) {
      faults.lostAnswers++
      c.env.incoming.socket.destroy()
    } else if (Math.random() < cutBody) {
      faults.lostAnswers++
      c.res = await brokenOff(c.res, c.env.incoming.socket)
    } else if (given.rewrite || Math.random() < given.unknownField) c.res = await altered(c.res, given)
  }
}

/** The head says how long the whole body is, half of it comes, and then the connection is gone. */
async function brokenOff(response: Response, socket: { destroy: () => void }): Promise<Response> {
  const body = new Uint8Array(await response.arrayBuffer())
  const half = body.subarray(0, Math.floor(body.length / 2))
  let begun = false
  const stream = new ReadableStream({
    pull: (controller) => {
      if (!begun && half.length > 0) controller.enqueue(half)
      else setImmediate(() => socket.destroy())
      if (begun) controller.close()
      begun = true
    },
  })
  const headers = new Headers(response.headers)
  headers.set('content-length', String(body.length + 1))
  return new Response(stream, { status: response.status === 204 ? 200 : response.status, headers })
}

async function altered(response: Response, { rewrite, unknownField }: Faults): Promise<Response> {
  let text = await response.text()
  if (rewrite) text = text.replaceAll(rewrite.find, rewrite.put)
  // Also in what is no JSON at all (XML, multipart) the text stays as it is: only an object of JSON is touched.
  if (unknownField > 0) text = text.replace(/\{(?=\s*")/g, '{"fieldOfTomorrow":"new",')
  const headers = new Headers(response.headers)
  headers.delete('content-length')
  return new Response(response.status === 204 ? null : text, { status: response.status, headers })
}
