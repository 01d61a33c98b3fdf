import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Port } from '@gantry/core/contract'
import { type IntegrationError, toIntegrationError } from '@gantry/core/errors'
import type { tax } from '@gantry/tax-api/contract'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ACCOUNT, call, euro, sale, saleOf, Testbed } from './testbed.ts'

let testbed: Testbed
let port: Port<typeof tax>

beforeAll(async () => {
  testbed = await Testbed.open()
  port = await testbed.port()
})
afterAll(() => testbed.close())
afterEach(() => testbed.faults({}))

const failure = (work: Promise<unknown>): Promise<IntegrationError> =>
  work.then(() => expect.fail('was accepted'), toIntegrationError)
const filed = async (reference: string) => (await testbed.ledger()).filter((entry) => entry.reference === reference)

describe('the AvaTax connector, where AvaTax does not do as asked', () => {
  const commit = (reference: string, change = {}) =>
    failure(port.commitTax({ body: sale(reference, change) }, call('k')))

  it('does not know the legal entity', async () => {
    expect(await commit('F-1', { legalEntity: 'APAC' })).toMatchObject({
      code: 'legal-entity-unknown',
      kind: 'data',
      detail: expect.stringContaining('CompanyNotFoundError'),
    })
  })

  it("passes on AvaTax's own code and words", async () => {
    expect(await commit('F-2', { shipTo: { country: 'US', region: 'Bavaria' } })).toMatchObject({
      kind: 'data',
      detail: 'Avalara AvaTax 400 GetTaxError/RegionCodeError: Invalid or missing state/province code.',
    })
  })

  it('waits as long as it is asked to', async () => {
    await testbed.faults({ error429: 1 })
    expect(await commit('F-3')).toMatchObject({ code: 'rate-limited', kind: 'transient', retryAfterMs: 1000 })
  })

  it('passes over a failing server and an outage', async () => {
    await testbed.faults({ error500: 1 })
    expect(await commit('F-4')).toMatchObject({ kind: 'transient', outcomeUnknown: true })
    await testbed.faults({})
    await testbed.action('outage', { on: true })
    expect(await commit('F-4')).toMatchObject({ kind: 'transient', detail: expect.stringContaining('503') })
    await testbed.action('outage', { on: false })
    expect(await port.commitTax({ body: sale('F-4') }, call('k'))).toMatchObject({ state: 'committed' })
    expect(await filed('F-4')).toHaveLength(1)
  })

  it.each([
    ['cut off on its way', '{"id":1,"code"', 100, { kind: 'transient', outcomeUnknown: true }],
    ['no JSON', '<html>', 6, { code: 'vendor-answer-lost', kind: 'transient', outcomeUnknown: true }],
    ['no transaction', '{"id":"x"}', 10, { code: 'vendor-answer-unexpected', kind: 'bug', outcomeUnknown: true }],
  ])('does not take for filed what is %s', async (_, body, length, expected) => {
    const server = createServer((_request, response) => {
      response.writeHead(201, { 'content-type': 'application/json', 'content-length': length })
      response.write(body, () => response.destroy())
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port: free } = server.address() as AddressInfo
    const broken = await testbed.port({ baseUrl: `http://127.0.0.1:${free}` })
    const error = await failure(broken.commitTax({ body: sale('F-7') }, call('k')))
    server.close()
    expect(error).toMatchObject(expected)
  })

  it('never shows the license key', async () => {
    const licenseKey = 'canary-5f2b8d'
    const refused = await failure((await testbed.port({ licenseKey })).calculateTax({ body: sale('F-5') }, call()))
    expect(refused).toMatchObject({
      code: 'vendor-denied',
      kind: 'policy',
      detail: expect.stringContaining('AuthenticationException'),
    })
    const shown = `${refused.message} ${refused.detail} ${refused.stack}`
    expect(shown).not.toContain(licenseKey)
    expect(shown).not.toContain(Buffer.from(`${ACCOUNT.accountId}:${licenseKey}`).toString('base64'))
  })

  it('refuses what cannot be written as a JSON number, and mixed currencies', async () => {
    const amount = euro('12345678901234567.89')
    expect(await failure(port.commitTax({ body: saleOf('F-6', { amount }) }, call('k')))).toMatchObject({
      code: 'amount-too-precise',
    })
    const dollars = { amount: { currency: 'USD', amount: '1.00' } }
    expect(await failure(port.commitTax({ body: saleOf('F-6', dollars) }, call('k')))).toMatchObject({
      code: 'currency-mixed',
    })
    expect(await filed('F-6')).toEqual([])
  })
})
