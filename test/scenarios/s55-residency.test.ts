import { Writable } from 'node:stream'
import { Tokens } from '@gantry/core/security/tokens'
import pino from 'pino'
import Stripe from 'stripe'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { atStage } from '../books.ts'
import config from '../config.ts'
import { eventually, Landscape } from '../landscape.ts'
import { customer, line, quote, quoted, setUp } from '../sales.ts'
import { everyRow } from '../security/every-row.ts'

/*
 * Two regions: hosts, databases, billing, tax engine and ERP of their own, and one CRM for both. Nothing is sealed in
 * these databases, so that whatever lies in them can be found.
 */
const GANTRY_REGIONS = 'DE01=eu,US01=us'
const ENTITIES = { eu: 'DE01', us: 'US01' } as const
type Region = keyof typeof ENTITIES

const regions = {} as Record<Region, Landscape>
const logs: Record<Region, string> = { eu: '', us: '' }

async function open(region: Region, environment: Record<string, string> = {}): Promise<void> {
  const write = (chunk: Buffer, _: unknown, done: () => void) => {
    logs[region] += String(chunk)
    done()
  }
  regions[region] = await Landscape.start({
    environment: { GANTRY_REGION: region, GANTRY_REGIONS, ...environment },
    keyring: undefined,
    log: pino({ level: 'trace' }, new Writable({ write })),
  })
  await setUp(regions[region], { entities: [ENTITIES[region]] })
}

beforeAll(async () => {
  await open('eu')
  const crm = Object.entries(regions.eu.environment).filter(([name]) => name.startsWith('SALESFORCE_'))
  await open('us', Object.fromEntries(crm))
  for (const region of ['eu', 'us'] as const) {
    const body = {
      ...customer,
      name: `Bikes of ${markOf(region)}`,
      email: `${markOf(region)}@example.com`,
      taxId: `TAX-${markOf(region)}`,
      billTo: { ...customer.billTo!, street: `1 ${markOf(region)} St` },
    }
    const put = await regions[region].call(`/system/crm/v1/customers/C-${region}`, { method: 'PUT', body })
    expect(put.status).toBe(200)
    const lines = [line({ description: `Bike of ${markOf(region)}` })]
    const draft = { customer: `C-${region}`, legalEntity: ENTITIES[region], lines, state: 'accepted' as const }
    await quoted(regions[region], orderOf(region), quote(draft))
  }
}, 180_000)
afterAll(async () => {
  await regions.us?.stop()
  await regions.eu?.stop()
})

/** Stands in what is known of a region's customer, and in nothing else. */
const markOf = (region: Region) => `kestrel-${region}-7141`
const orderOf = (region: Region) => `Q-55-${region}`

const submit = (at: Region, order: string) =>
  regions[at].call('/process/order-activation/v1/orders', {
    method: 'POST',
    headers: { 'idempotency-key': order },
    body: { quote: order },
  })

/** Where in a region's database something stands. */
async function tablesWith(region: Region, mark: string): Promise<string[]> {
  const found: string[] = []
  for await (const [table, text] of everyRow(regions[region].databaseUrl)) if (text.includes(mark)) found.push(table)
  return found
}

test('S55 data of an EU entity is in no US database and no US log, whatever a US host is asked and told', async () => {
  for (const region of ['eu', 'us'] as const) {
    expect((await submit(region, orderOf(region))).status).toBe(202)
    await atStage(regions.eu, orderOf(region), 'invoiced')
  }
  // The US host is given the EU's order, asked about it, told of its invoice, and handed its documents.
  const quoteApi = '/process/quote-validation/v1/quotes'
  expect(await regions.us.call(`${quoteApi}/${orderOf('eu')}/validation`, { method: 'POST' })).toMatchObject({
    status: 421,
    body: { code: 'wrong-region' },
  })
  await quoted(regions.eu, 'Q-55-astray', quote({ customer: 'C-eu', legalEntity: 'DE01', state: 'accepted' }))
  expect(await submit('us', 'Q-55-astray')).toMatchObject({ status: 421, body: { code: 'wrong-region' } })
  const body = { ...customer, name: markOf('eu'), legalEntity: 'DE01' }
  expect(await regions.us.call('/system/erp/v1/customers/C-eu', { method: 'PUT', body })).toMatchObject({ status: 421 })
  expect(await tell('us', 'eu')).toEqual([200])
  expect(await regions.us.call('/process/operations/v1/dead-letters')).toMatchObject({ body: { total: 0 } })

  for (const [here, there] of [
    ['us', 'eu'],
    ['eu', 'us'],
  ] as const) {
    expect(await tablesWith(here, markOf(there)), `of ${there} in the database of ${here}`).toEqual([])
    expect(logs[here].includes(markOf(there)), `of ${there} in the log of ${here}`).toBe(false)
    // What is looked for can be found: it stands where it belongs.
    expect((await tablesWith(here, markOf(here))).length).toBeGreaterThan(2)
    expect(logs[here].length).toBeGreaterThan(1000)
  }
}, 90_000)

/** Delivers a region's finalized invoices to a host, as a vendor that was given the wrong address would. */
async function tell(to: Region, of: Region): Promise<number[]> {
  const table = await fetch(`${regions[of].sandboxes.stripe.url}/_sandbox/tables/events`)
  const events = ((await table.json()) as { type: string }[]).filter(({ type }) => type === 'invoice.finalized')
  return Promise.all(
    events.map(async (event) => {
      const payload = JSON.stringify(event)
      const secret = regions[to].environment.STRIPE_WEBHOOK_SECRET!
      const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret })
      const headers = { 'stripe-signature': signature }
      return (await regions[to].call('/webhooks/stripe', { method: 'POST', headers, body: payload })).status
    }),
  )
}

test('S55 a US host that knows the address of the EU’s passes on what is the EU’s, and keeps nothing of it', async () => {
  const key = 'a key that both regions of this test share'
  const home = await regions.eu.startHost({
    serve: ['system', 'process', 'experience'],
    environment: { ...regions.eu.environment, GANTRY_REGIONS_KEY: key },
    keyring: undefined,
  })
  const addresses = { GANTRY_REGION_ADDRESSES: `eu=${home.url}`, GANTRY_REGIONS_KEY: key }
  const abroad = await regions.us.startHost({
    serve: ['system', 'process', 'experience'],
    environment: { ...regions.us.environment, ...addresses },
    keyring: undefined,
  })
  try {
    const draft = { customer: 'C-eu', legalEntity: 'DE01', lines: [line({})], state: 'accepted' as const }
    await quoted(regions.eu, 'Q-55-passed', quote(draft))
    const post = async (path: string, body?: object) => {
      const answer = await fetch(abroad.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': `Q-55-passed:${path}` },
        ...(body && { body: JSON.stringify(body) }),
      })
      return [answer.status, await answer.json()] as const
    }
    expect(await post('/process/quote-validation/v1/quotes/Q-55-passed/validation')).toMatchObject([
      200,
      { verdict: 'accepted', quote: { legalEntity: 'DE01' } },
    ])
    expect(await post('/experience/crm/v1/orders', { quote: 'Q-55-passed' })).toMatchObject([
      202,
      { order: 'Q-55-passed' },
    ])
    await atStage(regions.eu, 'Q-55-passed', 'invoiced')
    const status = await fetch(`${abroad.url}/experience/crm/v1/orders/Q-55-passed`)
    expect([status.status, await status.json()]).toMatchObject([200, { reference: 'Q-55-passed' }])
    expect(await tablesWith('us', 'Q-55-passed')).toEqual([])
    expect(await tablesWith('us', markOf('eu'))).toEqual([])
  } finally {
    await abroad.close()
    await home.close()
  }
}, 90_000)

test('S55 tax ids are masked for a role without the right, at every API that shows them', async () => {
  const guarded = await regions.eu.startHost({
    serve: ['system', 'process', 'experience'],
    development: false,
    keyring: undefined,
  })
  try {
    const tokens = new Tokens(regions.eu.identityKey)
    const as = async (path: string, more: readonly string[] = []) => {
      const scopes = [...config.access!.roles!.integration!, ...more]
      const token = await tokens.mint({ tenant: regions.eu.tenant, principal: 'somebody', scopes })
      const answer = await fetch(guarded.url + path, { headers: { authorization: `Bearer ${token}` } })
      expect(answer.status, path).toBe(200)
      return answer.text()
    }
    const list = `/process/operations/v1/runs?subject=${orderOf('eu')}&flow=order-activation`
    const { items } = JSON.parse(await eventually('the run', () => as(list))) as { items: { id: string }[] }
    for (const api of ['/process/operations/v1', '/experience/control-tower/v1']) {
      const path = `${api}/runs/${items[0]!.id}`
      const [without, cleared] = [await as(path), await as(path, ['data.personal'])]
      expect(cleared, path).toContain(`TAX-${markOf('eu')}`)
      expect(without, path).not.toContain(`TAX-${markOf('eu')}`)
      expect(without, path).toContain('[personal]')
    }
    expect(logs.eu).not.toContain(`TAX-${markOf('eu')}`)
  } finally {
    await guarded.close()
  }
})
