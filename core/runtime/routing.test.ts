import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defineContract, get, put, z } from '../contract/contract.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { type Route, readRoutes, routedPort, routeOf, writeRoutes } from './routing.ts'

const stock = defineContract({
  name: 'stock',
  version: '1.0.0',
  tier: 'system',
  title: 'Stock',
  description: 'What is where.',
  owner: 'warehouse',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {
    count: get('/count', { summary: 'Count.', query: z.object({ site: z.string() }), returns: z.string() }),
    move: put('/moves/{id}', {
      summary: 'Move.',
      body: z.object({ site: z.string(), on: z.string() }),
      returns: z.string(),
    }),
  },
})
const routedBy = {
  what: 'site',
  of: ({ body, query }: { body?: Record<string, unknown>; query?: Record<string, unknown> }) => ({
    value: (body?.site ?? query?.site) as string | undefined,
    on: body?.on as string | undefined,
  }),
}
const text = 'north=old, north@2026-07-01=new, south=other'
const asked: string[] = []
const port = routedPort(stock as never, routedBy, readRoutes(text) as Route[], async (connection) => ({
  count: async () => connection,
  move: async () => asked.push(connection) && connection,
})) as unknown as {
  count: (input: object, call?: object) => Promise<string>
  move: (input: object) => Promise<string>
}

test('each value goes to its connection, and on the day of a cut-over to the next', async () => {
  expect(await port.move({ id: '1', body: { site: 'north', on: '2026-06-30' } })).toBe('old')
  expect(await port.move({ id: '2', body: { site: 'north', on: '2026-07-01' } })).toBe('new')
  expect(await port.move({ id: '3', body: { site: 'south', on: '2020-01-01' } })).toBe('other')
})

test("a request without a day of its own goes where today's goes", async () => {
  expect(await port.count({ query: { site: 'north' } })).toBe('new')
})

test('an unknown value is an exception that says which route to add, and calls nothing', async () => {
  const before = asked.length
  const error = await port.move({ id: '4', body: { site: 'east', on: '2026-06-30' } }).catch((thrown) => thrown)
  expect(error).toBeInstanceOf(IntegrationError)
  expect(error).toMatchObject({ code: 'no-route', kind: 'data', team: 'integration' })
  expect(error.message).toBe('No system is connected for the site "east".')
  expect(error.detail).toContain('north, south')
  expect(asked).toHaveLength(before)
})

test('a value whose first rule lies ahead has no connection yet', () => {
  expect(routeOf([{ value: 'west', connection: 'new', from: '2026-07-01' }], 'west', '2026-06-30')).toBeUndefined()
})

test('one name is a connection for everything; what is no route is refused by name', () => {
  expect(readRoutes('acme')).toBe('acme')
  expect(() => readRoutes('north=old, south')).toThrow('"south" is no route')
  expect(() => readRoutes('north@July=old')).toThrow('"north@July=old" is no route')
})

test('a rule for any value is read as it was written', () => {
  const value = fc.string({ minLength: 1 }).filter((text) => text.trim() === text)
  const route = fc.record({ value, connection: fc.constantFrom('acme', 'zenith-2') })
  fc.assert(
    fc.property(fc.array(route, { minLength: 1 }), (routes) => {
      expect(readRoutes(writeRoutes(routes))).toEqual(routes)
    }),
  )
  expect(readRoutes('"North, Inc."=acme, south=other')).toEqual([
    { value: 'North, Inc.', connection: 'acme' },
    { value: 'south', connection: 'other' },
  ])
})

test('the latest rule in force counts, in whatever order the rules are written', () => {
  const days = fc.uniqueArray(fc.integer({ min: 10, max: 28 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(days, fc.integer({ min: 10, max: 28 }), (from, today) => {
      const routes = from.map((day) => ({ value: 'a', connection: `c${day}`, from: `2026-01-${day}` }))
      const due = Math.max(...from.filter((day) => day <= today))
      const expected = Number.isFinite(due) ? `c${due}` : undefined
      expect(routeOf(routes, 'a', `2026-01-${today}`)).toBe(expected)
    }),
  )
})
