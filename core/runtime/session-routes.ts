import type { Context, Hono } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import { limitBody } from '../contract/request-body.ts'
import { invalidRequest } from '../contract/validation.ts'
import { apiKeyOf } from '../security/api-key.ts'
import { callerOf } from '../security/caller.ts'
import type { Edge } from '../security/edge.ts'
import type { Identity } from '../security/identity.ts'
import type { Login } from '../security/login.ts'
import { cookieName, cookieOf } from '../security/session-cookie.ts'
import { forgery, isCrossSite, refuseForgery, type Sessions } from '../security/sessions.ts'

export type SessionParts = {
  edge: Edge
  sessions: Pick<Sessions, 'begin' | 'find' | 'end'>
  /** Signing in at an identity provider; with a token alone where it is absent. */
  login?: Login
  /** Pages are reached over TLS, be it through a proxy: cookies are then bound to it. */
  secure: boolean
}

const SignIn = z.strictObject({ token: z.string().min(1).max(16_384) })
/** The cookie outlives no session: that one ends on the server. */
const COOKIE_S = 8 * 3600

/**
 * Sessions of our pages: `GET /session` tells who is signed in and gives the token that changes are sent with, `POST` signs
 * in with an access token or API key, `DELETE` signs out. `/session/login` goes by the identity provider.
 */
export function mountSessions(app: Hono, parts: SessionParts): void {
  const { edge, sessions, login, secure } = parts
  const begin = async (c: Context, identity: Identity, token?: string) => {
    const before = cookieOf(callerOf(c))
    // A session that somebody else may know of is not gone on with.
    if (before) await sessions.end(before)
    const { cookie, session } = await sessions.begin(identity, token && apiKeyOf(token)?.prefix)
    setCookie(c, cookieName(secure), cookie, { ...COOKIE, secure, maxAge: COOKIE_S })
    return session
  }

  app.get('/session', async (c) => {
    c.header('cache-control', 'no-store')
    const cookie = cookieOf(callerOf(c))
    const session = cookie && (await sessions.find(cookie))
    if (session) return c.json(told(session))
    return c.json({ signedIn: false, ...(login && { login: '/session/login' }) })
  })

  app.post('/session', limitBody, async (c) => {
    if (isCrossSite((name) => c.req.header(name))) throw forgery()
    const parsed = SignIn.safeParse(await c.req.json().catch(() => undefined))
    if (!parsed.success) throw invalidRequest(parsed.error.issues, ['body'])
    const { identity } = await edge.byToken(parsed.data.token, callerOf(c))
    c.header('cache-control', 'no-store')
    return c.json(told(await begin(c, person(identity), parsed.data.token)))
  })

  app.delete('/session', async (c) => {
    const caller = callerOf(c)
    const cookie = cookieOf(caller)
    const session = cookie && (await sessions.find(cookie))
    if (session) {
      refuseForgery(session, caller)
      await sessions.end(cookie)
    }
    deleteCookie(c, cookieName(secure), { ...COOKIE, secure })
    return c.json({ signedIn: false })
  })

  if (!login) return
  app.get('/session/login', async (c) => {
    const { location, sealed } = await login.begin(pathOf(c.req.query('to')))
    setCookie(c, LOGIN_COOKIE, sealed, { ...COOKIE, sameSite: 'Lax', path: '/session', secure, maxAge: 600 })
    return c.redirect(location)
  })

  app.get('/session/callback', async (c) => {
    const { identity, to } = await login.finish(new URL(c.req.url), cookieNamed(c, LOGIN_COOKIE), edge)
    deleteCookie(c, LOGIN_COOKIE, { ...COOKIE, path: '/session', secure })
    await begin(c, person(identity))
    return c.redirect(to)
  })
}

const COOKIE = { httpOnly: true, sameSite: 'Strict', path: '/' } as const
const LOGIN_COOKIE = 'gantry-login'

const cookieNamed = (c: Context, name: string): string | undefined =>
  new RegExp(`(?:^|; )${name}=([^;]*)`).exec(c.req.header('cookie') ?? '')?.[1]

/** At our own pages a person calls, through no other program. */
const person = ({ client: _, ...identity }: Identity): Identity => identity

const told = ({ identity, csrf }: { identity: Identity; csrf: string }) => ({
  signedIn: true,
  principal: identity.principal,
  tenant: identity.tenant,
  csrf,
})

/** A place of ours alone: anything else would send whoever signs in on to a stranger. */
const pathOf = (to: string | undefined): string => (to && /^\/(?![/\\])[\w\-./?=&%:]*$/.test(to) ? to : '/')
