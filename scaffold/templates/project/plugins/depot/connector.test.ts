import { Stand } from '@gantry/core/acceptance/stand'
import type { Connector } from '@gantry/core/connector'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { warehouse } from '../../system-apis/warehouse/contract.ts'
import connector from './connector.ts'

let stand: Stand
beforeAll(async () => {
  stand = await Stand.open(connector as unknown as Connector)
  await stand.act('stock', { sku: 'BOLT-8', quantity: 10 })
})
afterAll(() => stand?.close())

const reserve = (reference: string, quantity: number) =>
  stand.attempt(warehouse, 'reserveStock', { reference, body: { sku: 'BOLT-8', quantity } })

test('stock is set aside once for its reference, and given back', async () => {
  const first = await reserve('O-1', 4)
  expect(first).toMatchObject({ reference: 'O-1', sku: 'BOLT-8', quantity: 4, state: 'reserved' })
  expect(await reserve('O-1', 4)).toEqual(first)
  expect((await stand.ledger()).filter(({ reference }) => reference === 'O-1')).toHaveLength(1)
  expect(await stand.attempt(warehouse, 'releaseStock', { reference: 'O-1' })).toMatchObject({ state: 'released' })
})

test('a repeat after a lost answer sets nothing aside twice', async () => {
  await stand.fault({ commitThenDrop: 1 })
  await expect(reserve('O-2', 3)).rejects.toMatchObject({ kind: 'transient' })
  await stand.fault()
  expect(await reserve('O-2', 3)).toMatchObject({ state: 'reserved' })
  expect((await stand.ledger()).filter(({ reference }) => reference === 'O-2')).toHaveLength(1)
})

test('what is not there is refused in words for people', async () => {
  await expect(reserve('O-3', 1000)).rejects.toMatchObject({
    code: 'out-of-stock',
    kind: 'data',
    message: 'The warehouse has less than the order asks for.',
  })
})
