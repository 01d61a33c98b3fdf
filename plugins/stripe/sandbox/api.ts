import { createHash } from 'node:crypto'
import type { Context, Hono } from 'hono'
import type { z } from 'zod'
import { API_VERSION } from './event.ts'
import { expanded } from './expansion.ts'
import { type Form, fault, parseForm } from './form.ts'
import { newId } from './identifier.ts'
import { Refusal } from './refusal.ts'
import type { World } from './world.ts'

/** The answer kept for an idempotency key (https://docs.stripe.com/api/idempotent_requests). */
type Kept = { id: string; digest: string; status: number; body: object; request: string; at: number }

type Answer = { status: number; body: object; request: string; replayed?: boolean }
type Path = Record<string, string>
/** Changes the books synchronously and returns the object to answer; `write` is named on the main record. */
type Handle<S extends z.ZodType> = (input: z.output<S>, path: Path, write: string) => object

const KEPT = 'idempotency_keys'
const HORIZON_S = 24 * 3600
const TYPE = 'application/json'

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** Binds paths to handlers the way Stripe's gateway does: credentials, version, form, idempotency, expansion. */
export function openApi(world: World, app: Hono, before: () => void) {
  const { books, clock, settings } = world
  const underWay = new Set<string>()

  function admit(c: Context): void {
    const header = c.req.header('authorization') ?? ''
    const [scheme, credential] = header.split(' ')
    const key =
      scheme === 'Basic'
        ? Buffer.from(credential ?? '', 'base64')
            .toString()
            .split(':')[0]
        : (credential ?? '')
    if (!key)
      throw new Refusal(
        401,
        "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
      )
    if (key !== settings.apiKey)
      throw new Refusal(401, `Invalid API Key provided: ${key.slice(0, 8)}${'*'.repeat(12)}${key.slice(-4)}`)
    const version = c.req.header('stripe-version')
    if (version && !/^\d{4}-\d{2}-\d{2}(\.[a-z]+)?$/.test(version))
      throw new Refusal(400, `Invalid Stripe API version: ${version}`)
  }

  function send(c: Context, { status, body, request, replayed }: Answer, fresh: string): Response {
    c.header('request-id', fresh)
    c.header('stripe-version', c.req.header('stripe-version') ?? API_VERSION)
    if (replayed) {
      c.header('idempotent-replayed', 'true')
      c.header('original-request', request)
    }
    const key = c.req.header('idempotency-key')
    if (key) c.header('idempotency-key', key)
    return c.newResponse(JSON.stringify(body), status as 200, { 'content-type': TYPE })
  }

  function perform<S extends z.ZodType>(schema: S, handle: Handle<S>, given: Form, path: Path, write: string): object {
    const parsed = schema.safeParse(given)
    if (!parsed.success) throw fault(parsed.error, given)
    const { expand } = parsed.data as { expand?: string[] }
    return expanded(world, handle(parsed.data, path, write), expand ?? [])
  }

  async function keyed(c: Context, key: string, raw: string, request: string, work: () => object): Promise<Answer> {
    if (key.length > 255) throw new Refusal(400, 'Idempotency keys can be at most 255 characters.')
    const digest = digestOf(`${c.req.method} ${c.req.path} ${raw}`)
    const kept = books.get<Kept>(KEPT, key)
    if (kept && clock.unix() - kept.at < HORIZON_S) {
      if (kept.digest !== digest)
        throw new Refusal(
          400,
          `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
          { type: 'idempotency_error' },
        )
      if (underWay.has(key))
        throw new Refusal(
          409,
          `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
          { type: 'idempotency_error', code: 'idempotency_key_in_use' },
        )
      return { status: kept.status, body: kept.body, request: kept.request, replayed: true }
    }
    underWay.add(key)
    try {
      let answer: Answer
      try {
        answer = { status: 200, body: work(), request }
      } catch (thrown) {
        // Parameters that fail validation are not kept: the endpoint did not begin. Refusals by the endpoint are.
        if (!(thrown instanceof Refusal) || thrown.error.code?.startsWith('parameter_')) throw thrown
        answer = { status: thrown.status, body: { error: thrown.error }, request }
      }
      // The same tick as the change itself: either both are in the books after a kill, or neither is.
      books.put(KEPT, key, { id: key, digest, ...answer, at: clock.unix() } satisfies Kept)
      await books.durable()
      return answer
    } finally {
      underWay.delete(key)
    }
  }

  return function route<S extends z.ZodType>(
    method: 'GET' | 'POST' | 'DELETE',
    pattern: string,
    schema: S,
    handle: Handle<S>,
  ): void {
    app.on(method, pattern, async (c) => {
      const request = newId('req')
      try {
        admit(c)
        before()
        const query = new URL(c.req.url).search.slice(1)
        const raw = method === 'POST' ? await c.req.text() : query
        const given = parseForm(raw)
        const path = c.req.param() as Path
        const key = method === 'POST' ? c.req.header('idempotency-key') : undefined
        let after: (() => void)[] = []
        const work = () => {
          world.request = { id: request, idempotency_key: key ?? null }
          const body = perform(schema, handle, given, path, `${method} ${pattern}`)
          after = world.after.splice(0)
          return body
        }
        const answer = key ? await keyed(c, key, raw, request, work) : { status: 200, body: work(), request }
        await books.durable()
        if (after.length > 0)
          setImmediate(() => {
            for (const happen of after) happen()
          })
        return send(c, answer, request)
      } catch (thrown) {
        if (!(thrown instanceof Refusal)) throw thrown
        await books.durable()
        return send(c, { status: thrown.status, body: { error: thrown.error }, request }, request)
      }
    })
  }
}

export type Route = ReturnType<typeof openApi>
