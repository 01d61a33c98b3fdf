import { IntegrationError } from '@gantry/core/errors'
import { Canned } from '@gantry/core/testing/canned'
import { TestEngine } from '@gantry/core/testing/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { warehouse } from '../../system-apis/warehouse/contract.ts'
import { stockReservationFlow } from './flow.ts'

const stock = new Map([
  ['BOLT-8', 100],
  ['NUT-8', 5],
])
const canned = new Canned()
const clients = {
  warehouse: canned.client(warehouse, {
    reserveStock: async ({ reference, body }) => {
      if ((stock.get(body.sku) ?? 0) < body.quantity)
        throw new IntegrationError('out-of-stock', 'The warehouse has less than the order asks for.', { kind: 'data' })
      return { id: `H-${reference}`, reference, ...body, state: 'reserved' }
    },
    releaseStock: async ({ reference }) => ({ id: 'H', reference, sku: 'S', quantity: 1, state: 'released' }),
  }),
}

let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open([stockReservationFlow])
  await engine.work({ clientsOf: () => clients })
})
afterAll(() => engine?.close())

const asked = (order: string) =>
  canned.operations(({ input }) => String(input.reference).startsWith(`${order}:`)).sort()

test('every line is set aside once, and the same order again is the same run', async () => {
  const order = {
    order: 'O-1',
    lines: [
      { sku: 'BOLT-8', quantity: 8 },
      { sku: 'NUT-8', quantity: 5 },
    ],
  }
  const run = await engine.start(stockReservationFlow, order)
  await engine.reaches(run, 'completed')
  expect(await engine.start(stockReservationFlow, order)).toBe(run)
  expect(asked('O-1')).toEqual(['warehouse.reserveStock', 'warehouse.reserveStock'])
})

test('where one line is short, what was set aside before it is given back', async () => {
  const lines = [
    { sku: 'BOLT-8', quantity: 1 },
    { sku: 'NUT-8', quantity: 6 },
  ]
  const run = await engine.start(stockReservationFlow, { order: 'O-2', lines })
  await engine.reaches(run, 'compensated')
  expect(asked('O-2')).toEqual(['warehouse.releaseStock', 'warehouse.reserveStock', 'warehouse.reserveStock'])
})
