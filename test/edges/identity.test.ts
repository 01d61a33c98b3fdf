import type { Host } from '@gantry/core/runtime/host'
import { Tokens } from '@gantry/core/security/tokens'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { atStage, booksOf } from '../books.ts'
import { Landscape } from '../landscape.ts'
import { line, quote, quoted, setUp } from '../sales.ts'

let landscape: Landscape
/** As in production: nobody is the developer. */
let guarded: Host
let tokens: Tokens
beforeAll(async () => {
  landscape = await Landscape.start()
  await setUp(landscape)
  tokens = new Tokens(landscape.identityKey)
  guarded = await landscape.startHost({ serve: ['system', 'process', 'experience'], development: false })
})
afterAll(async () => {
  await guarded?.close()
  await landscape?.stop()
})

const KEY = () => new TextEncoder().encode(landscape.identityKey)
const identity = (...scopes: string[]) => ({ tenant: landscape.tenant, principal: 'test-client', scopes })

async function ask(path: string, authorization?: string, init: { method?: string; body?: object } = {}) {
  const response = await fetch(guarded.url + path, {
    method: init.method ?? 'GET',
    headers: {
      ...(authorization && { authorization }),
      ...(init.body && { 'content-type': 'application/json', 'idempotency-key': 'identity' }),
    },
    ...(init.body && { body: JSON.stringify(init.body) }),
  })
  const type = response.headers.get('content-type')
  return { status: response.status, type, headers: response.headers, body: (await response.json()) as { code: string } }
}

const paths = ['/experience/crm/v1/orders/Q-1', '/process/operations/v1/counts', '/system/crm/v1/customers/C-1']

describe('outside of development', () => {
  test('no token: 401', async () => {
    for (const path of paths) {
      const answer = await ask(path)
      expect(answer, path).toMatchObject({
        status: 401,
        type: 'application/problem+json',
        body: { code: 'unauthenticated' },
      })
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    }
  })

  test('a bad token: 401', async () => {
    const jwt = (claims: object, header = { alg: 'HS256' }) =>
      new SignJWT({ tenant: landscape.tenant, scope: '*', ...claims })
        .setProtectedHeader(header)
        .setSubject('thief')
        .setIssuer('gantry-development')
        .setAudience('gantry')
    const good = await tokens.mint(identity('*'))
    const [head, payload, mark] = good.split('.') as [string, string, string]
    const altered = Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: 'root' }),
    ).toString('base64url')
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    const bad: [string, string][] = [
      ['nonsense', 'Bearer nonsense'],
      ['another scheme', 'Basic dXNlcjpwYXNz'],
      ['nothing after the scheme', 'Bearer '],
      ['an altered claim', `Bearer ${head}.${altered}.${mark}`],
      ['no signature', `Bearer ${none}.${payload}.`],
      ['another key', `Bearer ${await new Tokens('another key that is long enough too').mint(identity('*'))}`],
      ['an expired one', `Bearer ${await jwt({}).setIssuedAt().setExpirationTime('-2m').sign(KEY())}`],
      ['one without an end', `Bearer ${await jwt({}).setIssuedAt().sign(KEY())}`],
      ['another issuer', `Bearer ${await jwt({}).setIssuer('x').setExpirationTime('1h').sign(KEY())}`],
      ['another audience', `Bearer ${await jwt({}).setAudience('x').setExpirationTime('1h').sign(KEY())}`],
    ]
    for (const [what, authorization] of bad) {
      const answer = await ask(paths[1]!, authorization)
      expect(answer, what).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
    }
    expect((await ask(paths[1]!, `Bearer ${good}`)).status).toBe(200)
  })

  test('a missing scope: 403, and nothing is done; the right one: done', async () => {
    await quoted(landscape, 'Q-scope', quote({ lines: [line()], state: 'accepted' }))
    const submit = async (...scopes: string[]) =>
      ask('/process/order-activation/v1/orders', `Bearer ${await tokens.mint(identity(...scopes))}`, {
        method: 'POST',
        body: { quote: 'Q-scope' },
      })
    for (const scopes of [
      [],
      ['process.order-activation.getOrder'],
      ['process.order-activation'],
      ['experience.*'],
      ['process.order-activation.submitOrderX'],
    ]) {
      const answer = await submit(...scopes)
      expect(answer, scopes.join()).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    }
    expect(
      (await ask('/process/order-activation/v1/orders/Q-scope', `Bearer ${await tokens.mint(identity('*'))}`)).status,
    ).toBe(404)
    expect((await booksOf(landscape, 'Q-scope')).orders).toEqual([])
    expect((await submit('process.order-activation.submitOrder')).status).toBe(202)
    await atStage(landscape, 'Q-scope', 'invoiced')
  })

  test('another tenant finds nothing', async () => {
    const other = `Bearer ${await tokens.mint({ ...identity('*'), tenant: 'other' })}`
    expect((await ask('/process/order-trail/v1/trails/Q-scope', other)).status).toBe(404)
    expect((await ask('/process/order-activation/v1/orders/Q-scope', other)).status).toBe(404)
    expect((await ask('/process/operations/v1/counts', other)).body).toEqual({
      runs: [],
      exceptions: [],
      deadLetters: [],
    })
  })
})

describe('a landscape split over hosts', () => {
  let systems: Host
  let split: Host
  beforeAll(async () => {
    systems = await landscape.startHost({ serve: ['system'], development: false })
    split = await landscape.startHost({
      serve: ['process', 'experience'],
      addresses: { system: systems.url! },
      development: true,
    })
  })
  afterAll(async () => {
    await split?.close()
    await systems?.close()
  })

  const both = async (path: string, init: RequestInit = {}) => {
    const answers = await Promise.all(
      [landscape.url, split.url!].map(async (url) => {
        const headers = { ...init.headers, 'x-correlation-id': 'the-same' }
        const response = await fetch(url + path, { ...init, headers })
        const { checkedAt: _, ...body } = (await response.json()) as Record<string, unknown>
        return { status: response.status, type: response.headers.get('content-type'), body }
      }),
    )
    return answers as [(typeof answers)[0], (typeof answers)[0]]
  }

  test('gives the same answers and the same errors as one process', async () => {
    await quoted(landscape, 'Q-split', quote({ lines: [line()] }))
    const validation = (reference: string) => `/process/quote-validation/v1/quotes/${reference}/validation`
    const [whole, divided] = await both(validation('Q-split'), { method: 'POST' })
    expect(divided).toEqual(whole)
    expect(whole).toMatchObject({ status: 200, body: { verdict: 'accepted' } })
    const unknown = await both(validation('Q-nobody'), { method: 'POST' })
    expect(unknown[1]).toEqual(unknown[0])
    expect(unknown[0]).toMatchObject({ status: 404, body: { code: 'not-found', correlation: 'the-same' } })
    await quoted(landscape, 'Q-atlantis', quote({ lines: [line()], legalEntity: 'ATLANTIS' }))
    const refused = await both(validation('Q-atlantis'), { method: 'POST' })
    expect(refused[1]).toEqual(refused[0])
  })

  test('an API asks others by its own declaration, in the name of its caller', async () => {
    const path = '/process/quote-validation/v1/quotes/Q-split/validation'
    const headers = { authorization: `Bearer ${await tokens.mint(identity('process.quote-validation.*'))}` }
    const [whole, divided] = await both(path, { method: 'POST', headers })
    expect(divided).toEqual(whole)
    expect(whole.status).toBe(200)
    const directly = await fetch(`${systems.url}/system/cpq/v1/quotes/Q-split`, { headers })
    expect(directly.status).toBe(403)
  })

  test('an unreachable host is a transient failure', async () => {
    const lonely = await landscape.startHost({ serve: ['process'], addresses: { system: 'http://127.0.0.1:9' } })
    const response = await fetch(`${lonely.url}/process/quote-validation/v1/quotes/Q-split/validation`, {
      method: 'POST',
    })
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ code: 'api-unreachable', kind: 'transient' })
    await lonely.close()
  })
})
