import { describe, expect, it } from 'vitest'
import { CUSTOMERS, GOOD, GOOD_ITEM, MAPPING, read } from './bolts.fixture.ts'
import { totalOf } from './folder.fixture.ts'

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
