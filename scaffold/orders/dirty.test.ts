import { QuoteDraft } from '@gantry/canonical/quote'
import { IntegrationError } from '@gantry/core/errors'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { folderOf, totalOf } from './folder.fixture.ts'
import { readCompany } from './read.ts'

const CUSTOMERS = 'id,name,email,country\nC1,Acme,ap@acme.example,US\nC2,Bolt,,Germany\n'
const PRODUCTS = 'sku,title,price\n0100,Bolt M8,2.50\nP2,Nut,1.00\n'
const MAPPING = `
name: Test
priceBasis: net
legalEntities: [{ name: ONE, currency: USD, country: US }]
format: { decimal: "." }
customers: { file: customers.csv, reference: id, name: name, email: email, billTo: { country: country } }
products: { file: products.csv, sku: sku, name: title, listPrice: price, currency: { value: USD } }
orders: { file: orders.csv, reference: no, customer: customer, date: date, currency: { column: cur }, stated: { net: total } }
items: { file: items.csv, order: no, sku: sku, quantity: qty, unitPrice: price }
`
const HEAD = 'no,customer,date,cur,total\n'
const ITEMS = 'no,sku,qty,price\n'

async function read(orders: string, items: string, more: Record<string, string | Uint8Array> = {}, mapping = MAPPING) {
  const files = {
    'customers.csv': CUSTOMERS,
    'products.csv': PRODUCTS,
    'orders.csv': HEAD + orders,
    'items.csv': ITEMS + items,
  }
  return readCompany(await folderOf({ ...files, 'gantry-orders.yaml': mapping, ...more }))
}

const GOOD = 'G,C1,2026-01-02,USD,5\n'
const GOOD_ITEM = 'G,0100,2,2.5\n'

describe('a row that cannot be used', () => {
  it.each([
    [
      'a number that is none',
      'A,C1,2026-01-02,USD,5\n',
      'A,0100,2,two\n',
      'items.csv',
      3,
      'unitPrice "two" is not a number',
    ],
    ['a blank price', 'A,C1,2026-01-02,USD,5\n', 'A,0100,2,\n', 'items.csv', 3, 'unitPrice is blank'],
    [
      'an unknown product',
      'A,C1,2026-01-02,USD,5\n',
      'A,100,2,2\n',
      'items.csv',
      3,
      'product "100" is not among the products',
    ],
    [
      'a negative quantity',
      'A,C1,2026-01-02,USD,5\n',
      'A,0100,-2,2\n',
      'items.csv',
      3,
      'quantity -2 is not more than zero',
    ],
    ['no quantity', 'A,C1,2026-01-02,USD,5\n', 'A,0100,0,2\n', 'items.csv', 3, 'quantity 0 is not more than zero'],
    ['a negative price', 'A,C1,2026-01-02,USD,5\n', 'A,0100,1,-2\n', 'items.csv', 3, 'unitPrice -2 is negative'],
    [
      'too few cells',
      'A,C1,2026-01-02,USD,5\n',
      'A,0100,2\n',
      'items.csv',
      3,
      'the row has 3 cells where the header has 4',
    ],
    [
      'too many cells',
      'A,C1,2026-01-02,USD,5\n',
      'A,0100,2,2,9\n',
      'items.csv',
      3,
      'the row has 5 cells where the header has 4',
    ],
    [
      'a quote left open',
      'A,C1,2026-01-02,USD,5\n',
      'A,"0100,2,2\n',
      'items.csv',
      3,
      'a quote is opened and not closed',
    ],
    [
      'an unknown customer',
      'A,C9,2026-01-02,USD,5\n',
      'A,0100,2,2\n',
      'orders.csv',
      3,
      'customer "C9" is not among the customers',
    ],
    ['no customer', 'A,,2026-01-02,USD,5\n', 'A,0100,2,2\n', 'orders.csv', 3, 'the order names no customer'],
    [
      'an impossible date',
      'A,C1,2026-02-31,USD,5\n',
      'A,0100,2,2\n',
      'orders.csv',
      3,
      'date "2026-02-31" is not of the form yyyyMMdd or iso or sql',
    ],
    ['no date', 'A,C1,NULL,USD,5\n', 'A,0100,2,2\n', 'orders.csv', 3, 'the date is missing'],
    ['no currency', 'A,C1,2026-01-02,,5\n', 'A,0100,2,2\n', 'orders.csv', 3, 'the currency is missing'],
    [
      'a currency that is none',
      'A,C1,2026-01-02,XQQ,5\n',
      'A,0100,2,2\n',
      'orders.csv',
      3,
      'currency "XQQ" is not an ISO 4217 code; give it by a map',
    ],
    [
      'a stated total that is none',
      'A,C1,2026-01-02,USD,n/a\n',
      'A,0100,2,2\n',
      'orders.csv',
      3,
      'stated.net "n/a" is not a number',
    ],
    ['no lines', 'A,C1,2026-01-02,USD,5\n', '', 'orders.csv', 3, 'the order has no lines'],
    [
      'a second header of one order',
      'A,C1,2026-01-02,USD,5\nA,C2,2026-01-02,USD,5\n',
      'A,0100,2,2\n',
      'orders.csv',
      4,
      'the order is already on line 3, with another customer',
    ],
    ['lines without an order', '', 'A,0100,2,2\n', 'items.csv', 3, 'order A is not among the orders'],
  ])('%s stops only its own order', async (_, orders, items, file, line, reason) => {
    const company = await read(GOOD + orders, GOOD_ITEM + items)
    expect(company.rejected).toEqual([{ file, line, order: 'A', reason }])
    expect(company.quotes.map(({ reference }) => reference)).toEqual(['G'])
    expect(company.stated).toEqual([{ legalEntity: 'ONE', currency: 'USD', orders: 1, net: '5.00' }])
  })

  it("is named with its customer where a country is unknown, and each of the customer's orders too", async () => {
    const company = await read(`${GOOD}A,C3,2026-01-02,USD,5\n`, `${GOOD_ITEM}A,0100,2,2\n`, {
      'customers.csv': `${CUSTOMERS}C3,Wak,x@y.example,Wakanda\n`,
    })
    const reason = 'country "Wakanda" is not known; give its ISO 3166-1 code by a map'
    expect(company.rejected).toEqual([
      { file: 'customers.csv', line: 4, reason: `customer C3: ${reason}` },
      { file: 'orders.csv', line: 3, order: 'A', reason: `customer "C3" cannot be used: ${reason}` },
    ])
  })

  it('takes with it the whole order, and every bad line is told of', async () => {
    const company = await read(`${GOOD}A,C1,2026-01-02,USD,5\n`, `A,0100,x,1\n${GOOD_ITEM}A,P2,1,1\nA,P9,1,1\n`)
    expect(company.rejected.map(({ line, order }) => [line, order])).toEqual([
      [2, 'A'],
      [5, 'A'],
    ])
    expect(company.quotes).toHaveLength(1)
  })

  it('of a joined file stops the orders of whom it speaks of', async () => {
    const mapping = MAPPING.replace(
      'file: customers.csv,',
      'file: customers.csv, join: { a: { file: a.csv, on: id } },',
    ).replace('billTo: { country: country }', 'billTo: { city: a.city, country: a.country }')
    const company = await read(
      `${GOOD}A,C2,2026-01-02,USD,5\n`,
      `${GOOD_ITEM}A,0100,1,1\n`,
      { 'a.csv': 'id,city,country\nC1,Bonn,DE\nC2,Paris, 7e,FR\n' },
      mapping,
    )
    expect(company.quotes.map(({ reference }) => reference)).toEqual(['G'])
    expect(company.rejected[0]?.reason).toBe(
      'customer C2: line 3 of a.csv is broken: the row has 4 cells where the header has 3',
    )
  })

  it('never takes with it the rows after a stray quote', async () => {
    const company = await read(
      `${GOOD}A,C1,2026-01-02,USD,5\nB,C1,2026-01-02,USD,5\n`,
      `A,"0100,1,1\n${GOOD_ITEM}B,"0100",1,1\n`,
    )
    expect(company.quotes.map(({ reference }) => reference)).toEqual(['G', 'B'])
    expect(company.rejected).toEqual([
      { file: 'items.csv', line: 2, order: 'A', reason: 'a quote is opened and not closed' },
    ])
  })
})

describe('two stray quotes', () => {
  it('never make one row of the rows between them', async () => {
    const orders = `${GOOD}A,C1,2026-01-02,USD,5\nB,C1,2026-01-02,USD,5\n`
    const company = await read(orders, `A,"0100,1,1\nG,P2,1,1\nB,0100",1,1\nA,0100,1,1\nB,0100,1,1\n`)
    expect(company.rejected.map(({ line, order }) => [line, order])).toEqual([
      [2, 'A'],
      [4, 'B'],
    ])
    expect(company.quotes.map((quote) => `${quote.reference} ${totalOf(quote)}`)).toEqual(['G 1.00'])
  })
})

describe('a file as it comes', () => {
  it('may have a byte order mark, quotes, line breaks in a cell, blank lines and Windows line ends', async () => {
    const products = '\ufeffsku,title,price\r\n0100,"Bolt, ""M8""\r\nzinc",2.50\r\n\r\nP2,Nut,1.00\r\n,,\r\n'
    const company = await read(GOOD, GOOD_ITEM, { 'products.csv': products })
    expect(company.products.map(({ sku, draft }) => [sku, draft.name])).toEqual([
      ['0100', 'Bolt, "M8"\r\nzinc'],
      ['P2', 'Nut'],
    ])
  })

  it('keeps inches in an unquoted text', async () => {
    const company = await read(GOOD, GOOD_ITEM, { 'products.csv': 'sku,title,price\n0100,5" pipe,2.50\nP2,Nut,1\n' })
    expect(company.products[0]?.draft.name).toBe('5" pipe')
    expect(company.rejected).toEqual([])
  })

  it.each([
    ['UTF-16', Uint8Array.from([0xff, 0xfe, ...Buffer.from('id,name,country\nC1,Zürich,CH\n', 'utf16le')])],
    ['Windows-1252', Uint8Array.from(Buffer.from('id,name,country\nC1,Z\xfcrich,CH\n', 'latin1'))],
    ['UTF-8', 'id;name;country\nC1;Zürich;CH\n'],
  ])('may be in %s', async (_, bytes) => {
    const mapping = MAPPING.replace('email: email, ', '')
    const company = await read(GOOD, GOOD_ITEM, { 'customers.csv': bytes }, mapping)
    expect(company.customers[0]?.draft).toMatchObject({ name: 'Zürich', billTo: { country: 'CH' } })
  })

  it('may leave an e-mail address out, or write one that is none', async () => {
    const company = await read(GOOD, GOOD_ITEM, { 'customers.csv': 'id,name,email,country\nC1,A,,US\nC2,B,none,US\n' })
    expect(company.customers.map(({ draft }) => draft.email)).toEqual([undefined, undefined])
    expect(company.rejected).toEqual([])
  })

  it("may repeat an order's header, which counts once", async () => {
    const company = await read(GOOD + GOOD, GOOD_ITEM)
    expect(company.rejected).toEqual([])
    expect(company.quotes).toHaveLength(1)
    expect(company.stated[0]?.net).toBe('5.00')
  })
})

describe('any file whatever', () => {
  it('is read or answered by an error of the integration, and its good neighbours stay', async () => {
    const noise = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.string({ unit: fc.constantFrom('"', ',', '\n', 'A', '1', '.', '-', ';', '\t', ' '), maxLength: 40 }),
    )
    await fc.assert(
      fc.asyncProperty(noise, noise, noise, async (order, item, customer) => {
        const company = await read(`${GOOD}${order}\n`, `${GOOD_ITEM}${item}\n`, {
          'customers.csv': `${CUSTOMERS}${customer}\n`,
        })
        for (const { draft } of company.quotes) expect(QuoteDraft.safeParse(draft).success).toBe(true)
        // The good order stays, unless the noise speaks of it.
        const speaks = [order, item].some((text) => /^["\s]*(G|C1)/m.test(text)) || /C1/.test(customer)
        if (!speaks) expect(company.quotes.map(({ reference }) => reference)).toContain('G')
      }),
      { numRuns: 150 },
    )
  })

  it('that no mapping fits is answered with a draft', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
        const error = await readCompany(await folderOf({ 'x.csv': text })).catch((thrown: unknown) => thrown)
        expect(error).toMatchObject({ code: 'mapping-missing', kind: 'data' })
      }),
      { numRuns: 60 },
    )
  })
})

describe('garbage', () => {
  const failure = async (files: Record<string, string | Uint8Array>, options = {}) => {
    const thrown = await readCompany(await folderOf(files), options).catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(IntegrationError)
    return thrown as IntegrationError
  }

  it('is answered by one sentence and a next step', async () => {
    const binary = Uint8Array.from({ length: 4000 }, (_, index) => (index * 37) % 256)
    expect(await failure({})).toMatchObject({ code: 'mapping-missing', kind: 'data' })
    expect((await failure({ 'book.xlsx': binary })).message).toContain('export the data as CSV')
    expect(await failure({ 'data.csv': binary })).toMatchObject({ code: 'mapping-missing' })
    expect(
      await failure({ 'data.csv': binary, 'gantry-orders.yaml': MAPPING.replaceAll(/\w+\.csv/g, 'data.csv') }),
    ).toMatchObject({ code: 'orders-file-unreadable' })
    expect(await failure({ 'data.csv': '' })).toMatchObject({ code: 'mapping-missing' })
    expect(await failure({ 'customers.csv': CUSTOMERS, 'gantry-orders.yaml': MAPPING })).toMatchObject({
      code: 'orders-file-missing',
    })
    expect(await failure({}, { mapping: '/nowhere/x.yaml' })).toMatchObject({ code: 'mapping-not-found' })
    await expect(readCompany('/nowhere/at/all')).rejects.toMatchObject({ code: 'orders-folder-missing' })
  })

  it('in a mapping is named by its key and file', async () => {
    const broken = (from: string, to: string) => failure({ 'gantry-orders.yaml': MAPPING.replace(from, to) })
    expect((await broken('quantity: qty', 'quantitty: qty')).message).toBe(
      'The mapping gantry-orders.yaml cannot be used: items.quantitty: This key is not known here. Mend it and try again; docs/orders.md explains every key.',
    )
    expect((await broken('unitPrice: price', 'id: no')).message).toContain('items: Give either unitPrice')
    expect((await broken('reference: no,', '')).message).toContain('orders.reference: This key is missing.')
    expect((await broken('priceBasis: net', 'priceBasis: brutto')).message).toContain(
      'priceBasis: Expected net or gross.',
    )
    expect((await broken('name: Test', 'name: [')).message).toContain('not valid YAML')
    expect((await failure({ 'gantry-orders.yaml': '' })).code).toBe('mapping-invalid')
  })

  it('in a column name is told with the columns there are', async () => {
    const error = await failure({
      'customers.csv': CUSTOMERS,
      'gantry-orders.yaml': MAPPING.replace('name: name', 'name: nmae'),
    })
    expect(error.message).toContain(
      'customers.csv has no column "nmae", which customers.name of the mapping gantry-orders.yaml names',
    )
    expect(error.detail).toContain('id, name, email, country')
  })
})

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
