import { expect, test } from 'vitest'
import { PASSED_MARK } from '../security/passed-mark.ts'
import { addresses, eu, openRegions, tablesWith, us } from './two-regions.fixture.ts'

openRegions()

type Booked = { id: string; entity: string }
const deliver = (at: { url: string }, events: Booked[], headers: Record<string, string> = {}) =>
  fetch(`${at.url}/webhooks/vendor`, {
    method: 'POST',
    headers: { 'vendor-signature': 'good', ...headers },
    body: JSON.stringify(events),
  })

test('a vendor’s delivery goes to each region that it tells of something, and leaves nothing behind in the others', async () => {
  const mixed = [
    { id: 'plover', entity: 'DE' },
    { id: 'dunlin', entity: 'US' },
  ]
  expect((await deliver(us, mixed)).status).toBe(200)
  expect([await tablesWith(eu, 'plover'), await tablesWith(eu, 'dunlin')]).toEqual([['gantry.event'], []])
  expect([await tablesWith(us, 'dunlin'), await tablesWith(us, 'plover')]).toEqual([['gantry.event'], []])
  const foreign = await deliver(us, [{ id: 'curlew', entity: 'DE' }])
  expect([foreign.status, await foreign.json()]).toEqual([200, { received: true }])
  expect(await tablesWith(eu, 'curlew')).toEqual(expect.arrayContaining(['gantry.event', 'gantry.webhook']))
  expect(await tablesWith(us, 'curlew')).toEqual([])
})

test('a delivery that a region could not be given comes again, and ours is kept meanwhile', async () => {
  const mixed = [
    { id: 'godwit', entity: 'DE' },
    { id: 'whimbrel', entity: 'US' },
  ]
  addresses.eu = 'http://127.0.0.1:9'
  expect((await deliver(us, mixed)).status).toBe(502)
  expect(await tablesWith(us, 'whimbrel')).toEqual(['gantry.event'])
  addresses.eu = eu.url
  expect((await deliver(us, mixed)).status).toBe(200)
  expect([await tablesWith(eu, 'godwit'), await tablesWith(us, 'godwit')]).toEqual([['gantry.event'], []])
})

test('a delivery does not go round, and is not taken without its signature', async () => {
  const passed = { [PASSED_MARK]: 'from another region' }
  expect((await deliver(us, [{ id: 'knot', entity: 'DE' }], passed)).status).toBe(421)
  expect((await deliver(us, [{ id: 'knot', entity: 'DE' }], { 'vendor-signature': 'bad' })).status).toBe(401)
  expect([await tablesWith(eu, 'knot'), await tablesWith(us, 'knot')]).toEqual([[], []])
})
