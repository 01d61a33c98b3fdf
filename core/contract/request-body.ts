import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { IntegrationError } from '../errors/integration-error.ts'
import { BODY_LIMIT } from './limit.ts'
import { invalidRequest } from './validation.ts'

/** Refuses a body above the limit, whether its length was told beforehand or not. */
export const limitBody = bodyLimit({
  maxSize: BODY_LIMIT,
  onError: () => {
    throw new IntegrationError('body-too-large', `A request body may have ${BODY_LIMIT} bytes at most.`, {
      kind: 'data',
      status: 413,
    })
  },
})

/** The database keeps no zero byte in a text, and no URL half a character: they would fail there, after effects elsewhere. */
export const refuseUnkeptText: MiddlewareHandler = async (c, next) => {
  const query = new URL(c.req.url).search.includes('%00')
  const body = query ? '' : await c.req.text()
  const refused =
    query || body.includes('\\u0000') ? 'zero bytes' : HALVES.test(body) ? 'halves of characters' : undefined
  if (refused)
    throw invalidRequest([{ code: 'custom', path: [query ? 'query' : 'body'], message: `Expected no ${refused}.` }])
  await next()
}

/** One of a pair of surrogates without the other, as JSON escapes it. */
const HALVES = /(?<!\\)\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f][0-9a-f]{2})|(?<!\\ud[89ab][0-9a-f]{2}|\\)\\ud[c-f][0-9a-f]{2}/i
