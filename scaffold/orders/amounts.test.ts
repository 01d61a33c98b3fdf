import { describe, expect, it } from 'vitest'
import { GOOD, MAPPING, read } from './bolts.fixture.ts'
import { totalOf } from './folder.fixture.ts'

describe('amounts', () => {
  const one = (items: string, rows: string) => read(GOOD, rows, {}, MAPPING.replace('unitPrice: price }', `${items} }`))
  it.each([
    ['of a whole line', 'lineAmount: price', 'G,0100,3,10\n', '10.00'],
    ['less a percentage', 'unitPrice: price, discount: { percent: { value: 15 } }', 'G,0100,3,10\n', '25.50'],
    [
      'less an amount per line',
      'unitPrice: price, discount: { amount: { value: 1.01 }, per: line }',
      'G,0100,3,10\n',
      '28.99',
    ],
    [
      'less an amount per unit',
      'unitPrice: price, discount: { amount: { value: -1 }, per: unit }',
      'G,0100,3,10\n',
      '27.00',
    ],
    [
      'of a whole line less a fraction',
      'lineAmount: price, discount: { fraction: { value: 0.5 } }',
      'G,0100,7,10\n',
      '5.00',
    ],
  ])('%s', async (_, spec, rows, total) => {
    const company = await one(spec, rows)
    expect(company.rejected).toEqual([])
    expect(totalOf(company.quotes[0]!)).toBe(total)
  })

  it('with a tax rate in percent carry the tax as agreed, net and gross', async () => {
    const net = await one('unitPrice: price, tax: { percent: { value: 19 } }', 'G,0100,3,9.99\n')
    expect(net.quotes[0]?.draft.lines[0]?.agreedTax).toBe('5.69')
    const gross = await read(
      GOOD,
      'G,0100,1,119\n',
      {},
      MAPPING.replace('priceBasis: net', 'priceBasis: gross').replace(
        'unitPrice: price }',
        'unitPrice: price, tax: { percent: { value: 19% } } }',
      ),
    )
    expect(gross.quotes[0]?.draft.lines[0]?.agreedTax).toBe('19.00')
  })

  it('beside the goods become lines of their own, for the order and for each row', async () => {
    const mapping = MAPPING.replace(
      'unitPrice: price }',
      'unitPrice: price, extras: [{ sku: DEPOSIT, name: Deposit, amount: fee }] }',
    ).replace('stated: { net: total }', 'extras: [{ sku: FREIGHT, name: Freight, amount: total }]')
    const company = await read(
      GOOD,
      '',
      { 'items.csv': 'no,sku,qty,price,fee\nG,0100,3,1.00,0.25\nG,P2,1,1.00,\n' },
      mapping,
    )
    const lines = company.quotes[0]?.draft.lines.map(({ id, sku, unitPrice }) => `${id} ${sku} ${unitPrice}`)
    expect(lines).toEqual(['1 0100 1', '2 P2 1', '1-DEPOSIT DEPOSIT 0.25', 'FREIGHT FREIGHT 5'])
    expect(company.products.map(({ sku }) => sku)).toEqual(['0100', 'P2', 'DEPOSIT', 'FREIGHT'])
  })

  it('with a tax per unit have the tax of the line rounded half up, once', async () => {
    const mapping = MAPPING.replace('priceBasis: net', 'priceBasis: gross').replace(
      'unitPrice: price }',
      'unitPrice: price, tax: { column: vat, per: unit } }',
    )
    const company = await read(
      GOOD,
      '',
      { 'items.csv': 'no,sku,qty,price,vat\nG,0100,3,1.00,0.125\nG,P2,1,1.00,0.125\n' },
      mapping,
    )
    expect(company.quotes[0]?.draft.lines.map(({ agreedTax }) => agreedTax)).toEqual(['0.38', '0.13'])
  })

  it('with a rate leave the tax to the engine at that rate', async () => {
    const company = await one('unitPrice: price, tax: { rate: 0.19 }', 'G,0100,3,9.99\n')
    expect(company.taxRates).toEqual([{ legalEntity: 'ONE', rate: '0.19' }])
    expect(company.quotes[0]?.draft.lines[0]?.agreedTax).toBeUndefined()
  })

  it('of the whole order are spread over its lines to the cent', async () => {
    const mapping = MAPPING.replace('stated: { net: total }', 'tax: total, discountAmount: { value: 1 }')
    const company = await read(GOOD, 'G,0100,1,10\nG,P2,1,10\nG,P2,1,10\n', {}, mapping)
    const { lines } = company.quotes[0]!.draft
    expect(totalOf(company.quotes[0]!)).toBe('29.00')
    expect(lines.map(({ agreedTax }) => agreedTax)).toEqual(['1.67', '1.66', '1.67'])
    expect(company.stated).toEqual([
      { legalEntity: 'ONE', currency: 'USD', orders: 1, net: '29.00', tax: '5.00', gross: '34.00' },
    ])
  })
})
