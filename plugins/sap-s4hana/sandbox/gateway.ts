import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { SandboxContext } from '@gantry/core/sandbox'
import type { FailingPart } from '@gantry/core/sandbox/failing-part'
import type { Context, Hono, MiddlewareHandler } from 'hono'
import { batch } from './batch.ts'
import type { Service } from './entity.ts'
import { Refusal } from './refusal.ts'
import { type Answer, answer, refusal } from './service.ts'
import type { Unit } from './unit.ts'

const COOKIE = 'SAP_SESSIONID_S4H_100'

/** Sessions live in memory: a restart, or an administrator, ends them. */
export class Sessions {
  readonly #tokens = new Map<string, string>()

  open(): { session: string; token: string } {
    const session = randomBytes(24).toString('base64url')
    const token = randomBytes(18).toString('base64')
    this.#tokens.set(session, token)
    return { session, token }
  }

  tokenOf(session: string | undefined): string | undefined {
    return session === undefined ? undefined : this.#tokens.get(session)
  }

  end(): void {
    this.#tokens.clear()
  }
}

/** Basic authentication of a communication user. */
export function communicationUser({ settings }: SandboxContext): MiddlewareHandler {
  const wanted = Buffer.from(`Basic ${Buffer.from(`${settings.user}:${settings.password}`).toString('base64')}`)
  return async (c, next) => {
    const given = Buffer.from(c.req.header('authorization') ?? '')
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
      return c.text('<html><head><title>Logon Error Message</title></head></html>', 401, {
        'www-authenticate': 'Basic realm="SAP NetWeaver Application Server [S4H/100]"',
        'content-type': 'text/html; charset=utf-8',
      })
    return next()
  }
}

/**
 * SAP Gateway's protection against forged requests: `x-csrf-token: Fetch` gives a token bound to the session in the
 * cookie; a write without both is refused with 403 and `x-csrf-token: Required`.
 */
export function csrf(sessions: Sessions): MiddlewareHandler {
  return async (c, next) => {
    const header = c.req.header('x-csrf-token')
    const session = sessionIn(c)
    const known = sessions.tokenOf(session)
    if (c.req.method === 'GET' || c.req.method === 'HEAD') {
      const fetching = header?.toLowerCase() === 'fetch'
      const opened = fetching && !known ? sessions.open() : undefined
      await next()
      if (!fetching) return
      c.res.headers.set('x-csrf-token', opened?.token ?? known!)
      if (opened) c.res.headers.append('set-cookie', `${COOKIE}=${opened.session}; path=/; secure; HttpOnly`)
      return
    }
    if (known === undefined || header !== known)
      return c.text('CSRF token validation failed', 403, { 'x-csrf-token': 'Required' })
    return next()
  }
}

const sessionIn = (c: Context): string | undefined =>
  new RegExp(`(?:^|;\\s*)${COOKIE}=([^;]+)`).exec(c.req.header('cookie') ?? '')?.[1]

/** Mounts a service; every request is a unit of work, durable before it is answered. */
export function mount(
  app: Hono,
  service: Service,
  begin: (correlation?: string) => Unit,
  durable: () => Promise<void>,
  failing: FailingPart,
) {
  const handle = async (c: Context): Promise<Response> => {
    const url = new URL(c.req.url)
    const request = {
      method: c.req.method === 'HEAD' ? 'GET' : c.req.method,
      path: url.pathname.slice(service.path.length + 1),
      query: url.searchParams,
      headers: c.req.header(),
      body: await c.req.text(),
      base: url.origin,
    }
    const correlation = c.req.header('x-correlationid')
    let answered: Answer
    if (request.path === '$batch') {
      try {
        answered = batch(service, () => begin(correlation), request, failing)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        answered = refusal(service, error)
      }
    } else {
      const unit = begin(correlation)
      answered = answer(service, unit, request)
      if (answered.status < 400) unit.commit()
    }
    await durable()
    const { status, headers, body } = answered
    return status === 204 ? c.body(null, 204, headers) : c.body(body, status as 200, headers)
  }
  app.all(service.path, handle)
  app.all(`${service.path}/*`, handle)
}
