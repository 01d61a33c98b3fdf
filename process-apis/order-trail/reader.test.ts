import { money } from '@gantry/canonical/money'
import type { OrderStage } from '@gantry/canonical/order'
import type { Port } from '@gantry/core/contract'
import { client } from '@gantry/core/contract/client'
import { CORE_MIGRATIONS, migrate } from '@gantry/core/database/migrate'
import { callOf, TENANT, TestEngine } from '@gantry/core/testing/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { orderTrail } from './contract.ts'
import orderTrailProcess from './process.ts'

let engine: TestEngine
const serve = () =>
  client(orderTrail, { kind: 'direct', port: orderTrailProcess.serve({ db: engine.db } as never) as Port<never> })
let api: ReturnType<typeof serve>
beforeAll(async () => {
  engine = await TestEngine.open([])
  await migrate(engine.db, [CORE_MIGRATIONS, orderTrailProcess.migrations!])
  api = serve()
})
afterAll(() => engine?.close())

type Row = { name?: string; stage?: OrderStage; gross?: string; entity?: string; correlation?: string; at?: string }
async function order(reference: string, row: Row = {}) {
  const { name = 'Northern Bikes', stage = 'active', gross = '10', entity = 'US01', correlation = null } = row
  await engine.database.pool.query(
    `insert into gantry.trail_order (tenant, reference, customer_name, legal_entity, currency, stage, gross, open,
      correlation, submitted_at, updated_at) values ($1, $2, $3, $4, 'USD', $5, $6, $6, $7, $8, $8)`,
    [TENANT, reference, name, entity, stage, gross, correlation, row.at ?? '2026-03-31T09:30:00Z'],
  )
}
const document = (reference: string, system: string, kind: string, id: string, number?: string) =>
  engine.database.pool.query(
    `insert into gantry.trail_document (tenant, order_reference, system, kind, id, number, at)
      values ($1, $2, $3, $4, $5, $6, now())`,
    [TENANT, reference, system, kind, id, number],
  )
const found = async (search: string) =>
  (await api.listOrders({ query: { search } }, callOf())).items.map(({ reference }) => reference).sort()

test('pages of orders that changed at the same time skip none and repeat none', async () => {
  for (let n = 0; n < 25; n++)
    // Two microseconds, and a reference with the cursor's own separator in it.
    await order(`P|${n}`, { name: 'Paged', at: `2026-03-31T09:30:00.12345${n % 2}Z` })
  for (const limit of [1, 4, 5, 25]) {
    const seen: string[] = []
    let pages = 0
    for (let cursor: string | undefined; ; ) {
      const query = { search: 'Paged', limit, ...(cursor && { cursor }) }
      const page = await api.listOrders({ query }, callOf())
      seen.push(...page.items.map(({ reference }) => reference))
      pages++
      if (page.next === undefined) break
      cursor = page.next
    }
    expect([...new Set(seen)]).toHaveLength(25)
    expect(seen).toHaveLength(25)
    expect(pages).toBe(Math.ceil(25 / limit))
  }
})

test('a cursor of no page is refused', async () => {
  for (const cursor of ['yesterday', '2026-03-31T09:30:00.000Z', '2026-02-30T09:30:00.000Z|Q-1', '|', ''])
    await expect(api.listOrders({ query: { cursor } }, callOf()), cursor).rejects.toMatchObject({
      code: 'invalid-cursor',
      status: 400,
    })
})

test('orders are found by part of the reference or name, and by any whole identifier', async () => {
  await order('Q-77', { name: 'Södra Cykel AB', correlation: 'request-77' })
  await document('Q-77', 'billing', 'invoice', 'in_abc', 'INV-0042')
  for (const search of ['q-77', 'cykel', 'in_abc', 'INV-0042', 'request-77'])
    expect(await found(search)).toEqual(['Q-77'])
  // Identifiers are whole: a part of one would match too much.
  for (const search of ['in_ab', 'INV-004', 'request']) expect(await found(search)).toEqual([])
})

test('characters that mean something to LIKE mean themselves', async () => {
  await order('Q_1', { name: '50% off' })
  await order('Qx1', { name: '50 off' })
  await order('Q\\1', { name: 'back\\slash' })
  expect(await found('Q_1')).toEqual(['Q_1'])
  expect(await found('50%')).toEqual(['Q_1'])
  expect(await found('Q\\1')).toEqual(['Q\\1'])
  expect(await found('k\\s')).toEqual(['Q\\1'])
  expect(await found('%')).toEqual(['Q_1'])
  expect(await found("'; drop table gantry.trail_order; --")).toEqual([])
})

test('a trail is found by every identifier; the order of that reference comes before a document of that id', async () => {
  await order('T-1', { correlation: 'request-t' })
  await order('T-2', { at: '2026-04-01T00:00:00Z' })
  for (const [system, kind, id, number] of [
    ['crm', 'opportunity', 'deal-1', undefined],
    ['cpq', 'quote', 'quote-1', 'QN-1'],
    ['billing', 'subscription', 'sub-1', undefined],
    ['billing', 'invoice', 'inv-1', 'IN-1'],
    ['payments', 'payment', 'pay-1', undefined],
    ['erp', 'sales order', 'so-1', 'SO-1'],
  ] as const)
    await document('T-1', system, kind, id, number)
  await document('T-2', 'erp', 'invoice', 'T-1')
  const identifiers = 'T-1 deal-1 quote-1 QN-1 sub-1 inv-1 IN-1 pay-1 so-1 SO-1 request-t'.split(' ')
  for (const identifier of identifiers) {
    const { order, documents } = await api.getTrail({ identifier }, callOf())
    expect(order.reference, identifier).toBe('T-1')
    expect(documents).toHaveLength(6)
  }
  for (const identifier of ['nobody', 'T-', '%'])
    await expect(api.getTrail({ identifier }, callOf())).rejects.toMatchObject({ code: 'no-such-trail', status: 404 })
})

test('orders are listed by stage, and summed by stage, legal entity and currency', async () => {
  await order('S-1', { stage: 'refused', gross: '0.10', entity: 'DE01' })
  await order('S-2', { stage: 'refused', gross: '0.20', entity: 'DE01' })
  await order('S-3', { stage: 'refused', gross: '7', entity: 'US01' })
  const { items } = await api.listOrders({ query: { stage: 'refused' } }, callOf())
  expect(items.map(({ reference }) => reference)).toEqual(['S-3', 'S-2', 'S-1'])
  const sums = (await api.summarize({}, callOf())).items.filter(({ stage }) => stage === 'refused')
  const usd = (amount: string) => money('USD', amount)
  expect(sums).toEqual([
    { stage: 'refused', legalEntity: 'DE01', currency: 'USD', orders: 2, gross: usd('0.3'), open: usd('0.3') },
    { stage: 'refused', legalEntity: 'US01', currency: 'USD', orders: 1, gross: usd('7'), open: usd('7') },
  ])
})
