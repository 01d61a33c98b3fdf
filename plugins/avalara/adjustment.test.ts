import type { Port } from '@gantry/core/contract'
import { type IntegrationError, toIntegrationError } from '@gantry/core/errors'
import type { tax } from '@gantry/tax-api/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, euro, sale, saleOf, Testbed } from './testbed.ts'

let testbed: Testbed
let port: Port<typeof tax>

beforeAll(async () => {
  testbed = await Testbed.open()
  port = await testbed.port()
})
afterAll(() => testbed.close())

const failure = (work: Promise<unknown>): Promise<IntegrationError> =>
  work.then(() => expect.fail('was accepted'), toIntegrationError)
const at = (reference: string) => ({ legalEntity: 'EMEA', reference })
const corrected = (...given: Parameters<typeof saleOf>) => {
  const { reference: _, legalEntity: __, ...content } = saleOf(...given)
  return { ...content, reason: 'price' as const }
}
const versionOf = (document: { native?: unknown }) => (document.native as { version: number }).version

describe('adjustTax', () => {
  it('replaces what is filed, once for each content', async () => {
    const first = await port.commitTax({ body: sale('A-1') }, call('a'))
    const body = corrected('A-1', { amount: euro('50.00') })
    const adjusted = await port.adjustTax({ ...at('A-1'), body }, call('b'))
    expect(adjusted).toMatchObject({ id: first.id, state: 'committed', net: euro('50.00'), tax: euro('9.50') })
    expect(versionOf(await port.adjustTax({ ...at('A-1'), body }, call('c')))).toBe(versionOf(adjusted))
    const moved = { ...body, shipTo: { postalCode: '1010', city: 'Wien', country: 'AT' } }
    expect(await port.adjustTax({ ...at('A-1'), body: moved }, call('d'))).toMatchObject({ tax: euro('10.00') })
    const back = await port.adjustTax({ ...at('A-1'), body }, call('e'))
    expect([versionOf(back), back.tax]).toEqual([versionOf(adjusted) + 2, euro('9.50')])
    expect((await testbed.ledger()).filter(({ reference }) => reference === 'A-1')).toHaveLength(1)
  })

  it('refuses what is not filed, or is withdrawn', async () => {
    const body = corrected('A-2', {})
    expect(await failure(port.adjustTax({ ...at('A-2'), body }, call('a')))).toMatchObject({ code: 'not-found' })
    await port.commitTax({ body: sale('A-2') }, call('b'))
    await port.voidTax(at('A-2'), call('c'))
    expect(await failure(port.adjustTax({ ...at('A-2'), body }, call('d')))).toMatchObject({
      code: 'tax-document-voided',
      kind: 'policy',
    })
  })
})

describe('an exemption', () => {
  it.each([{ certificate: 'CERT-7' }, { entityUse: 'G' }])('%o takes the tax away', async (exemption) => {
    expect(await port.calculateTax({ body: sale('E-1', { exemption }) }, call())).toMatchObject({
      net: euro('100.10'),
      tax: euro('0.00'),
    })
  })

  it('is what AvaTax makes of it: a use that frees nobody is taxed', async () => {
    const { tax: owed } = await port.calculateTax(
      { body: sale('E-2', { exemption: { entityUse: 'TAXABLE' } }) },
      call(),
    )
    expect(owed).toEqual(euro('19.02'))
  })

  it('is part of what is filed: the same reference without it is another document', async () => {
    const exemption = { certificate: 'CERT-7' }
    await port.commitTax({ body: sale('E-3', { exemption }) }, call('a'))
    await port.commitTax({ body: sale('E-3', { exemption }) }, call('b'))
    expect(await failure(port.commitTax({ body: sale('E-3') }, call('c')))).toMatchObject({
      code: 'tax-document-differs',
    })
  })
})
