import { createSecretKey } from 'node:crypto'
import { SignJWT } from 'jose'
import { expect, test, vi } from 'vitest'
import { edgeOf, noAccess } from '../testing/edge.ts'
import type { Caller } from './caller.ts'
import { AUDIENCE, startIssuer } from './issuer.fixture.ts'
import { Issuer } from './issuer.ts'
import { PASSED_MARK, PassedMarks } from './passed-mark.ts'

const KEY = 'a key that both regions of this test share'
const [eu, us] = [new PassedMarks(KEY, 'eu'), new PassedMarks(KEY, 'us')]

function from(headers: Record<string, string>, more: Partial<Caller> = {}): Caller {
  return {
    method: 'POST',
    target: '/process/orders/v1/orders?dry=1',
    header: (name) => headers[name],
    certificate: () => undefined,
    tell: () => {},
    ...more,
  }
}
const authorization = 'Bearer one'
const marked = async (more: Partial<Caller> = {}) => ({
  authorization,
  [PASSED_MARK]: await us.sign(from({ authorization }, more), 'eu'),
})

test('a mark holds for the request it was made for, at the region it was made for', async () => {
  const headers = await marked()
  expect(await eu.verify(from(headers))).toEqual({})
  expect(await eu.verify(from(headers, { method: 'PUT' }))).toBeUndefined()
  expect(await eu.verify(from(headers, { target: '/process/orders/v1/orders' }))).toBeUndefined()
  expect(await eu.verify(from({ ...headers, authorization: 'Bearer two' }))).toBeUndefined()
  expect(await us.verify(from(headers))).toBeUndefined()
  expect(await new PassedMarks(KEY.toUpperCase(), 'eu').verify(from(headers))).toBeUndefined()
})

test('a mark is over after a minute', async () => {
  const headers = await marked()
  vi.useFakeTimers({ now: Date.now() + 100_000 })
  try {
    expect(await eu.verify(from(headers))).toBeUndefined()
  } finally {
    vi.useRealTimers()
  }
})

test('nothing else that the key has signed is a mark, and nothing without a signature', async () => {
  const other = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
    .setIssuer('us')
    .setAudience('eu')
    .setExpirationTime('1 minute')
    .sign(createSecretKey(Buffer.from(KEY)))
  for (const mark of [other, 'eyJhbGciOiJub25lIn0.e30.', 'made-up', ''])
    expect(await eu.verify(from({ authorization, [PASSED_MARK]: mark })), mark).toBeUndefined()
  expect(await eu.verify(from({ authorization }))).toBeUndefined()
})

test('a key that could be guessed is refused', () => {
  expect(() => new PassedMarks('too short', 'eu')).toThrow('32 characters')
})

test('a token bound to a certificate is taken of a region that saw it, and of nobody who says so (RFC 8705)', async () => {
  const provider = await startIssuer()
  try {
    const edge = edgeOf({
      issuers: [new Issuer({ issuer: provider.url, audience: AUDIENCE })],
      access: { ...noAccess, contractOf: async () => ({ state: 'approved', scopes: ['*'] }) },
      developmentIssuer: false,
      passed: (caller) => eu.verify(caller),
    })
    const token = await provider.sign({ claims: { cnf: { 'x5t#S256': 'thumbprint' } } })
    const headers = { authorization: `Bearer ${token}` }
    const passed = (certificate: string | undefined) => us.sign(from(headers, { certificate: () => certificate }), 'eu')
    const admit = (mark: string) =>
      edge.admit({ tier: 'experience', name: 'crm', version: '1.0.0' }, from({ ...headers, [PASSED_MARK]: mark }))
    expect(await admit(await passed('thumbprint'))).toMatchObject({ client: 'crm' })
    for (const mark of [await passed('another'), await passed(undefined), 'thumbprint'])
      await expect(admit(mark), mark).rejects.toMatchObject({ status: 401 })
  } finally {
    provider.close()
  }
})
