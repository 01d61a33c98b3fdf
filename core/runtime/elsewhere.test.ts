import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { BODY_LIMIT } from '../contract/limit.ts'
import { openDatabase } from '../database/database.ts'
import { startIssuer } from '../security/issuer.fixture.ts'
import { PASSED_MARK } from '../security/passed-mark.ts'
import { Sessions } from '../security/sessions.ts'
import { lookedUp, records, startRegion } from './region.fixture.ts'
import {
  API,
  addresses,
  eu,
  openRegions,
  provider,
  regional,
  submit,
  tablesWith,
  token,
  us,
} from './two-regions.fixture.ts'

openRegions()

test('each region’s data lands in its own database, whichever region is asked, with the answer of its own host', async () => {
  for (const [here, there, entity] of [
    [us, eu, 'DE'],
    [eu, us, 'US'],
  ] as const) {
    const canary = `kestrel-${entity}`
    const asked = { entity, note: `told to ${canary}` }
    const passed = await submit(here, canary, { ...asked, headers: { 'x-correlation-id': `trace-${entity}` } })
    expect(passed.status).toBe(202)
    expect(passed.headers.get('x-correlation-id')).toBe(`trace-${entity}`)
    // The same key at the region's own host is the same request: it has the first answer there.
    const direct = await submit(there, canary, asked)
    expect([direct.status, await direct.text()]).toEqual([passed.status, await passed.text()])
    expect(direct.headers.get('content-type')).toBe(passed.headers.get('content-type'))
    expect(await tablesWith(there, canary)).toEqual(expect.arrayContaining(['gantry.run', 'gantry.idempotency']))
    expect(await tablesWith(here, canary)).toEqual([])
    expect(here.log()).not.toContain(canary)
    expect(here.log()).toContain('"passed on"')
  }
})

test('what is asked for in the query is read where it lies', async () => {
  await submit(eu, 'listed-in-eu', { entity: 'DE' })
  const asked = await fetch(`${us.url}${API}?entity=DE`, { headers: { authorization: `Bearer ${token}` } })
  expect((await asked.json()).ids).toContain('listed-in-eu')
  const own = await fetch(`${us.url}${API}?entity=US`, { headers: { authorization: `Bearer ${token}` } })
  expect((await own.json()).ids).not.toContain('listed-in-eu')
})

test('a refusal of the other region is handed back as it is', async () => {
  const key = 'one-key-two-bodies'
  await submit(eu, 'refused-first', { entity: 'DE', key })
  const refused = await submit(us, 'refused-second', { entity: 'DE', key })
  expect([refused.status, refused.headers.get('content-type')]).toEqual([422, 'application/problem+json'])
  expect(await refused.json()).toMatchObject({ code: 'idempotency-key-reused' })
})

test('a request that does not say whose it is goes where the record it names belongs', async () => {
  for (const path of [API, '/experience/shop/v1/orders']) {
    const canary = `merlin-${path.split('/')[1]}`
    records.set(canary, 'DE')
    expect((await submit(us, canary, { path })).status).toBe(202)
    expect(await tablesWith(eu, canary)).toContain('gantry.run')
    expect(await tablesWith(us, canary)).toEqual([])
  }
})

test('what is read and is not here is asked of the region that its record names, and of no other', async () => {
  const read = (at: { url: string }, id: string) =>
    fetch(`${at.url}${API}/${id}`, { headers: { authorization: `Bearer ${token}` } })
  await submit(eu, 'lapwing', { entity: 'DE' })
  records.set('lapwing', 'DE')
  expect(await (await read(us, 'lapwing')).json()).toEqual(await (await read(eu, 'lapwing')).json())
  expect(lookedUp).toEqual(['lapwing'])
  expect((await read(us, 'of nobody')).status).toBe(404)
})

test('a large body goes on whole; one above the limit goes nowhere', async () => {
  const note = `${'x'.repeat(BODY_LIMIT - 2_000)} the end of osprey`
  expect((await submit(us, 'osprey', { entity: 'DE', note })).status).toBe(202)
  expect(await tablesWith(eu, 'the end of osprey')).not.toEqual([])
  expect(await tablesWith(us, 'the end of osprey')).toEqual([])
  const larger = await submit(us, 'harrier', { entity: 'DE', note: 'x'.repeat(BODY_LIMIT) })
  expect([larger.status, await tablesWith(eu, 'harrier')]).toEqual([413, []])
})

test('two regions that disagree refuse: nothing goes round, and nothing is kept', async () => {
  const mistaken = { DE: 'us', US: 'eu' }
  const odd = await startRegion(regional('eu', mistaken), provider.url, { databaseUrl: eu.databaseUrl })
  try {
    addresses.eu = odd.url
    const answer = await submit(us, 'condor', { entity: 'DE' })
    expect(answer.status).toBe(421)
    expect(await answer.json()).toMatchObject({
      code: 'wrong-region',
      detail: expect.stringContaining('GANTRY_REGIONS'),
    })
    expect([await tablesWith(us, 'condor'), await tablesWith(eu, 'condor')]).toEqual([[], []])
    expect(us.log().split('"passed on"').length).toBe(us.log().split(/"region":"eu","status":\d+/).length)
    expect(odd.log()).not.toContain('"passed on"')
  } finally {
    await odd.close()
  }
})

test('a mark that a client made up gains it nothing', async () => {
  const headers = { [PASSED_MARK]: 'made-up' }
  expect((await submit(us, 'buzzard', { entity: 'DE', headers })).status).toBe(421)
  const own = await submit(us, 'buzzard', { entity: 'US', headers })
  expect([own.status, own.headers.get('ratelimit')]).toEqual([202, expect.stringContaining('"client"')])
})

test('a call counts once, where the client came in', async () => {
  const left = (answer: Response) => Number(/;r=(\d+)/.exec(answer.headers.get('ratelimit')!)![1])
  const before = left(await submit(eu, 'counted', { entity: 'DE' }))
  const [first, second] = [await submit(us, 'counted', { entity: 'DE' }), await submit(us, 'counted', { entity: 'DE' })]
  expect(left(first) - left(second)).toBe(1)
  expect(left(await submit(eu, 'counted', { entity: 'DE' }))).toBe(before - 1)
})

test('the other region checks the token itself', async () => {
  const stranger = await startIssuer()
  const strict = await startRegion(regional('eu'), stranger.url, { databaseUrl: eu.databaseUrl })
  try {
    addresses.eu = strict.url
    expect((await submit(us, 'falcon', { entity: 'DE' })).status).toBe(401)
  } finally {
    await strict.close()
    stranger.close()
  }
})

test('nothing is kept here of what a region that is away or silent was to get', async () => {
  const silent: Server = createServer(() => {})
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  try {
    addresses.eu = 'http://127.0.0.1:9'
    const away = await submit(us, 'goshawk', { entity: 'DE' })
    expect([away.status, await away.json()]).toEqual([
      502,
      expect.objectContaining({ code: 'region-unreachable', kind: 'transient', unsent: true }),
    ])
    addresses.eu = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
    const late = await submit(us, 'goshawk', { entity: 'DE', headers: { 'x-timeout-ms': '300' } })
    expect([late.status, await late.json()]).toEqual([
      504,
      expect.objectContaining({ code: 'region-silent', outcomeUnknown: true }),
    ])
    expect(await tablesWith(us, 'goshawk')).toEqual([])
    const lines = us
      .log()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const told = lines.filter(({ code }) => ['region-unreachable', 'region-silent'].includes(code))
    expect(told).toHaveLength(2)
    for (const line of told) expect(line).not.toHaveProperty('path')
  } finally {
    silent.closeAllConnections()
    silent.close()
  }
})

test('a session is not passed on: whoever has one is told where to sign in', async () => {
  const { db, close } = openDatabase(us.databaseUrl, { max: 1 })
  try {
    const identity = { tenant: 'acme', principal: 'anna', scopes: ['*'] }
    const { cookie, session } = await new Sessions(db).begin(identity)
    const answer = await fetch(us.url + API, {
      method: 'POST',
      headers: {
        cookie: `gantry=${cookie}`,
        'x-csrf-token': session.csrf,
        'content-type': 'application/json',
        'idempotency-key': 'snipe',
      },
      body: JSON.stringify({ id: 'snipe', entity: 'DE' }),
    })
    expect([answer.status, await answer.json()]).toEqual([
      421,
      expect.objectContaining({ code: 'wrong-region', detail: expect.stringContaining(eu.url) }),
    ])
  } finally {
    await close()
  }
})

test('what another host of the same region finds out is passed on by the one that was asked', async () => {
  const { databaseUrl } = us
  const views = { serve: ['experience'], addresses: { process: us.url }, databaseUrl }
  const first = await startRegion(regional('us'), provider.url, views)
  try {
    records.set('redshank', 'DE')
    expect((await submit(first, 'redshank', { path: '/experience/shop/v1/orders' })).status).toBe(202)
    expect(await tablesWith(eu, 'redshank')).toContain('gantry.run')
    expect(await tablesWith(us, 'redshank')).toEqual([])
    expect([first.log().split('"passed on"').length, us.log().includes('redshank')]).toEqual([2, false])
  } finally {
    await first.close()
  }
})

test('addresses without a key stop the start', async () => {
  const { key: _, ...keyless } = regional('us')
  await expect(startRegion(keyless, provider.url)).rejects.toThrow('GANTRY_REGIONS_KEY')
})

test('without an address it is refused, and says where to send it', async () => {
  delete addresses.eu
  const answer = await submit(us, 'kite', { entity: 'DE' })
  expect([answer.status, await answer.json()]).toEqual([
    421,
    expect.objectContaining({ code: 'wrong-region', detail: expect.stringContaining('the host of eu') }),
  ])
  expect(await tablesWith(us, 'kite')).toEqual([])
})

test('what names entities of two regions, or one of none, goes to neither', async () => {
  const both = await submit(us, 'eagle', { entity: 'DE', lines: [{ entity: 'US' }] })
  expect([both.status, await both.json()]).toEqual([
    421,
    expect.objectContaining({ code: 'wrong-region', detail: expect.stringContaining('eu and us') }),
  ])
  const unknown = await submit(us, 'eagle', { entity: 'XX' })
  expect([unknown.status, (await unknown.json()).code]).toEqual([409, 'unknown-entity'])
  expect([await tablesWith(us, 'eagle'), await tablesWith(eu, 'eagle')]).toEqual([[], []])
})
