import { inRole, ROLES } from '@gantry/core/database/roles'
import type { Host } from '@gantry/core/runtime/host'
import type { Identity } from '@gantry/core/security/identity'
import { Tokens } from '@gantry/core/security/tokens'
import { contractsOf } from '@gantry/scaffold/contracts/publication'
import { openProject } from '@gantry/scaffold/project'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { atStage, trailOf } from '../books.ts'
import { Dice } from '../faults/dice.ts'
import { Landscape, SANDBOXES } from '../landscape.ts'
import { customer, line, quote, quoted, setUp } from '../sales.ts'
import { type Base, basesOf, type Known, requestOf } from './fuzz/base.ts'
import { send } from './fuzz/request.ts'
import { faultOf } from './fuzz/verdict.ts'
import { everyOperation } from './matrix.ts'

/** Every operation asked by callers of other tenants and partners, who name what is ours: nothing of it is told or changed. */

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
const QUOTE = 'Q-canary-7141'
/** Stands in what we keep, and in no request. */
const MARK = 'kestrel-7141'
const OWNER = 'P-OWNER'
const REQUESTS_OF_EACH = 6

let landscape: Landscape
let guarded: Host
let bases: Base[]
let known: Known
let scopes: string[]
/** The APIs that partners may call. */
let sharing: string[]
beforeAll(async () => {
  landscape = await Landscape.start()
  await setUp(landscape)
  const put = { method: 'PUT', body: { ...customer, name: `Bikes of ${MARK}`, email: `${MARK}@example.com` } }
  for (const reference of ['C-canary', OWNER])
    expect((await landscape.call(`/system/crm/v1/customers/${reference}`, put)).status).toBe(200)
  const lines = [line({ description: `Bike of ${MARK}` })]
  const contracts = await contractsOf(await openProject())
  scopes = everyOperation(contracts, '-').map(({ scope }) => scope)
  sharing = contracts.filter(({ partners }) => partners).map(({ tier, name }) => `${tier}.${name}`)
  const draft = {
    ...quote({ customer: 'C-canary', lines, state: 'accepted' }),
    ...(sharing.length > 0 && { partner: OWNER }),
  }
  await quoted(landscape, QUOTE, draft)
  const headers = { 'idempotency-key': QUOTE }
  await landscape.call('/process/order-activation/v1/orders', { method: 'POST', headers, body: { quote: QUOTE } })
  await atStage(landscape, QUOTE, 'invoiced')
  guarded = await landscape.startHost({ serve: ['system', 'process', 'experience'], development: false })
  bases = await basesOf(guarded.url!, seed)
  const { order, documents } = (await trailOf(landscape, QUOTE)).body
  const runs = await landscape.call<{ items: { id: string }[] }>('/process/operations/v1/runs')
  const ids = [...documents.flatMap(({ id, number }) => [id, ...(number ? [number] : [])])]
  const names = [QUOTE, 'C-canary', 'US01', order.correlation, ...ids, ...runs.body.items.map(({ id }) => id)]
  known = { names, share: 0.8 }
}, 180_000)
afterAll(async () => {
  await guarded?.close()
  await landscape?.stop()
})

/** What of ours must stand as it did. */
async function state() {
  const effects = await Promise.all(SANDBOXES.map(async (name) => (await landscape.stats(name)).effects))
  const { body } = await trailOf(landscape, QUOTE)
  return { effects, trail: body, runs: (await landscape.call('/process/operations/v1/counts')).body }
}

/** Asks every operation of the host as somebody else; returns what was told of ours, and answers that are none. */
async function tellings(identity: Identity): Promise<{ asked: number; wrong: string[] }> {
  const authorization = `Bearer ${await new Tokens(landscape.identityKey).mint(identity)}`
  const wrong: string[] = []
  let asked = 0
  for (const [index, base] of bases.entries())
    await Promise.all(
      Array.from({ length: REQUESTS_OF_EACH }, async (_, variant) => {
        const number = index * REQUESTS_OF_EACH + variant
        const request = requestOf(base, new Dice(seed ^ Math.imul(number + 1, 0x9e3779b1)), known, number)
        const response = await send(guarded.url!, request, authorization)
        const text = await response.text()
        asked += 1
        const fault = faultOf(response.status, response.headers.get('content-type'), text, request.method)
        if (text.includes(MARK) || fault)
          wrong.push(`${base.operation}: ${response.status} ${fault ?? ''} ${text.slice(0, 300)}`)
      }),
    )
  return { asked, wrong }
}

test('whoever may sees the marked rows: what is looked for can be found', async () => {
  const { wrong } = await tellings({ tenant: landscape.tenant, principal: 'ours', scopes: ['*', 'data.personal'] })
  expect(wrong.filter((told) => told.includes(MARK)).length).toBeGreaterThan(3)
}, 60_000)

test(`another tenant with every scope is told of no row and changes none (seed ${seed})`, async ({ task }) => {
  const before = await state()
  const { asked, wrong } = await tellings({ tenant: 'other', principal: 'thief', scopes: ['*', 'data.personal'] })
  expect(wrong).toEqual([])
  expect(await state()).toEqual(before)
  task.meta.figures = { operations: bases.length, cases: 1, asked }
}, 60_000)

test('the partner whose order it is sees it', async ({ skip }) => {
  skip(sharing.length === 0, 'no API of this landscape is made for partners')
  const owner = { tenant: landscape.tenant, principal: 'owner', partner: OWNER, scopes: [...scopes, 'data.personal'] }
  const { wrong } = await tellings(owner)
  expect(wrong.filter((told) => told.includes(MARK)).length).toBeGreaterThan(0)
})

test(`a sibling partner with every scope is told of no row and changes none (seed ${seed})`, async ({ task }) => {
  const before = await state()
  const sibling = {
    tenant: landscape.tenant,
    principal: 'sibling',
    partner: 'P-SIBLING',
    scopes: [...scopes, 'data.personal'],
  }
  const { asked, wrong } = await tellings(sibling)
  expect(wrong).toEqual([])
  expect(await state()).toEqual(before)
  task.meta.figures = { cases: 1, asked }
}, 60_000)

test('erasing takes two people who ask for the very same, and is refused one of them however often they ask', async () => {
  const erase = async (principal: string) => {
    const token = await new Tokens(landscape.identityKey).mint({ tenant: landscape.tenant, principal, scopes: ['*'] })
    const response = await fetch(`${guarded.url}/process/operations/v1/subjects/Q-nothing/erasure`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'Asked to be forgotten.' }),
    })
    return { status: response.status, body: (await response.json()) as { code?: string } }
  }
  for (let time = 0; time < 2; time++)
    expect(await erase('anna')).toMatchObject({ status: 409, body: { code: 'second-person-needed' } })
  expect(await erase('bert')).toMatchObject({ status: 200, body: { subject: 'Q-nothing', runs: 0, values: 0 } })
})

test('the run-time role without a tenant is shown no row of a database at work, and takes none', async ({ task }) => {
  const tables = `select c.oid::regclass::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where a.attname = 'tenant' and not a.attisdropped and c.relkind in ('r', 'p')
      and c.relnamespace = 'gantry'::regnamespace`
  const [engine, runtime] = await Promise.all(
    [ROLES.engine, ROLES.runtime].map(async (role) => {
      const client = new pg.Client({ connectionString: inRole(landscape.databaseUrl, role) })
      await client.connect()
      return client
    }),
  )
  try {
    const { rows } = await engine!.query<{ name: string }>(tables)
    let filled = 0
    for (const { name } of rows) {
      filled += Number((await engine!.query(`select 1 from ${name} limit 1`)).rowCount)
      expect((await runtime!.query(`select 1 from ${name} limit 1`)).rows, name).toEqual([])
      const insert = runtime!.query(`insert into ${name} (tenant) values ($1)`, [landscape.tenant])
      await expect(insert, name).rejects.toMatchObject({ code: '42501' })
    }
    expect(filled).toBeGreaterThan(8)
    task.meta.figures = { tables: rows.length, tables_with_rows: filled }
  } finally {
    await engine!.end()
    await runtime!.end()
  }
})
