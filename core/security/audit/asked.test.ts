import { afterAll, beforeEach, expect, test } from 'vitest'
import { VendorActs } from '../../connector/vendor-acts.ts'
import { type Contract, defineContract, get, post, z } from '../../contract/contract.ts'
import { serve } from '../../contract/server.ts'
import { postgresIdempotency } from '../../database/idempotency.ts'
import { IntegrationError } from '../../errors/integration-error.ts'
import { edgeOf } from '../../testing/edge.ts'
import { callOf, TestEngine } from '../../testing/engine.ts'
import type { Identity } from '../identity.ts'
import { Tokens } from '../tokens.ts'
import { audit } from './act.ts'
import { listActs } from './act-reader.ts'
import { Acts } from './acts.ts'
import { recordingAsked } from './asked.ts'

const Thing = z.object({ id: z.string() })
const contractOf = (criticality: Contract['criticality']) =>
  defineContract({
    name: 'things',
    version: '1.0.0',
    tier: 'process',
    title: 'Things',
    description: 'Things of a test.',
    owner: 'platform',
    criticality,
    lifecycle: 'active',
    operations: {
      makeThing: post('/things', { summary: 'Makes one.', body: Thing, returns: Thing, idempotent: true }),
      moveThing: post('/things/{id}/move', { summary: 'Moves it.', returns: Thing }),
      weighThing: post('/things/{id}/weight', { summary: 'Weighs it.', safe: true, returns: Thing }),
      getThing: get('/things/{id}', { summary: 'Reads it.', returns: Thing }),
    },
  })

const KEY = 'a key for tests that is long enough'
const engine = await TestEngine.open([])
const { db } = engine
const tokens = new Tokens(KEY)
const edge = edgeOf({ key: KEY, record: recordingAsked(new Acts(db)) })
/** What moving a thing comes to. */
let move: () => Promise<unknown>

/** `caller` is let in without asking the edge: it has no contracts here. */
const appOf = (criticality: Contract['criticality'] = 'standard', caller?: Identity) => {
  const answer = async ({ id }: { id: string }) => ({ id })
  const port = {
    makeThing: ({ body }: { body: { id: string } }) => answer(body),
    moveThing: async (input: { id: string }) => {
      await move()
      return answer(input)
    },
    weighThing: answer,
    getThing: answer,
  }
  const contract = contractOf(criticality)
  return serve(contract, port as never, {
    authenticate: async (_, by) => caller ?? edge.admit(contract as never, by),
    record: (asked, perform) => edge.perform(asked, perform),
    idempotency: postgresIdempotency(db),
  })
}

const anna: Identity = { tenant: 'acme', principal: 'anna', scopes: ['*'] }
async function ask(
  path: string,
  { identity = anna, app = appOf(), method = 'POST', body, carried = false }: Asking = {},
) {
  const token = await (carried ? tokens.carry(identity) : tokens.mint(identity))
  const response = await app.request(path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': 'same' },
    ...(body && { body: JSON.stringify(body) }),
  })
  return response.status
}
type Asking = { identity?: Identity; app?: ReturnType<typeof appOf>; method?: string; body?: object; carried?: boolean }

const recorded = async () => (await listActs(db, 'acme', { limit: 100 })).items.reverse()
const actions = async () => (await recorded()).map(({ action }) => action)

beforeEach(async () => {
  move = async () => {}
  await engine.database.pool.query('truncate gantry.audit_pending, gantry.audit_content, gantry.idempotency cascade')
})
afterAll(() => engine.close())

test('a person’s change is recorded with who, what and about what; what reads or is safe is not', async () => {
  expect(await ask('/things/7/move')).toBe(200)
  expect(await ask('/things', { body: { id: 'made' } })).toBe(200)
  expect(await ask('/things/7/weight')).toBe(200)
  expect(await ask('/things/7', { method: 'GET' })).toBe(200)
  expect(await recorded()).toMatchObject([
    { action: 'process.things.moveThing', object: '/things/7/move', by: 'anna' },
    { action: 'process.things.makeThing', object: '/things/made', by: 'anna' },
  ])
})

test('a person counts as one through a program too; a program in its own name where the books are concerned', async () => {
  const shop = { ...anna, principal: 'shop', client: 'shop' }
  await ask('/things/1/move', { app: appOf('standard', { ...anna, client: 'shop' }) })
  await ask('/things/2/move', { app: appOf('standard', shop) })
  await ask('/things/3/move', { app: appOf('financial', shop) })
  const found = await recorded()
  expect(found.map(({ object }) => object)).toEqual(['/things/1/move', '/things/3/move'])
  expect(found[0]!.detail).toMatchObject({ client: 'shop' })
})

test('what one’s own act was written with is recorded once; an act of another, or of a vendor’s call, does not stand for it', async () => {
  const act = { tenant: 'acme', action: 'thing.moved', object: 'thing:7' }
  move = () => audit(db, [{ ...act, by: 'anna' }])
  await ask('/things/7/move')
  expect(await actions()).toEqual(['thing.moved'])
  move = () => audit(db, [{ ...act, by: 'bert' }])
  await ask('/things/7/move')
  const vendor = new VendorActs(db)
  const call = callOf({ identity: anna })
  move = () => vendor.record({ connection: 'acme', operation: 'things.move', call, input: {}, output: {} })
  await ask('/things/7/move')
  expect(await actions()).toEqual([
    'thing.moved',
    'thing.moved',
    'process.things.moveThing',
    'vendor.written',
    'process.things.moveThing',
  ])
})

test('a refusal is no act; a failure after which nobody knows is one', async () => {
  move = async () => {
    throw new IntegrationError('no-such-thing', 'There is none.', { kind: 'data', status: 404 })
  }
  expect(await ask('/things/7/move')).toBe(404)
  expect(await actions()).toEqual([])
  move = async () => {
    throw new TypeError('undefined is not a thing')
  }
  expect(await ask('/things/7/move')).toBe(500)
  expect(await recorded()).toMatchObject([
    { object: '/things/7/move', by: 'anna', detail: { failed: 'internal-error' } },
  ])
})

test('an answer that is given again is no second act, and what another host of ours passes on is recorded there', async () => {
  for (let time = 0; time < 2; time++) expect(await ask('/things', { body: { id: 'made' } })).toBe(200)
  expect(await ask('/things/7/move', { carried: true })).toBe(200)
  expect(await actions()).toEqual(['process.things.makeThing'])
})

test('nobody is told that it is done where its act cannot be written, and the repeat writes it', async () => {
  await engine.database.pool.query('alter table gantry.audit_pending rename to audit_away')
  try {
    expect(await ask('/things', { body: { id: 'made' } })).toBe(500)
  } finally {
    await engine.database.pool.query('alter table gantry.audit_away rename to audit_pending')
  }
  expect(await ask('/things', { body: { id: 'made' } })).toBe(200)
  expect(await actions()).toEqual(['process.things.makeThing'])
})
