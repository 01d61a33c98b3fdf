import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Decimal } from '@gantry/canonical/money'
import { QuoteDraft } from '@gantry/canonical/quote'
import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, it } from 'vitest'
import { folderOf, SHARED, totalOf } from './folder.fixture.ts'
import { readCompany } from './read.ts'

const folder = (name: string) => join(SHARED, 'datasets', name)
const without = (name: string) => !existsSync(folder(name))
const records = (name: string, file: string) =>
  parse(readFileSync(join(folder(name), file)), { bom: true, columns: true, relax_column_count: true }) as Record<
    string,
    string
  >[]

describe.skipIf(without('sap-bikes-sales'))('the SAP bikes sales data set', () => {
  let company: Awaited<ReturnType<typeof readCompany>>
  beforeAll(async () => {
    company = await readCompany(folder('sap-bikes-sales'))
  })

  it('loads whole, three orders cancelled, and sums to what the headers state', async () => {
    const { quotes, rejected, stated, customers, products } = company
    expect(rejected).toEqual([])
    expect(quotes).toHaveLength(334)
    expect(quotes.filter(({ fate }) => fate.kind === 'cancelled')).toHaveLength(3)
    expect(quotes.filter(({ fate }) => fate.kind === 'pay')).toHaveLength(331)
    expect([customers.length, products.length]).toEqual([40, 42])
    expect(Decimal.sum(...stated.map(({ gross }) => gross!)).toFixed(2)).toBe('20200889.00')
    expect(stated.map(({ orders }) => orders).reduce((a, b) => a + b)).toBe(331)
  })

  it('has lines that sum to the header of each order, and a tax within half a cent per line of it', async () => {
    const { quotes } = company
    const headers = new Map(records('sap-bikes-sales', 'SalesOrders.csv').map((row) => [row.SALESORDERID, row]))
    for (const quote of quotes) {
      const header = headers.get(quote.reference)!
      expect(totalOf(quote)).toBe(new Decimal(header.GROSSAMOUNT!).toFixed(2))
      const tax = Decimal.sum(...quote.draft.lines.map((line) => line.agreedTax!))
      expect(tax.minus(header.TAXAMOUNT!).abs().toNumber()).toBeLessThanOrEqual(0.005 * quote.draft.lines.length)
    }
  })

  it('takes the tax per unit times the quantity, rounded half up, and keeps leading zeros', async () => {
    const { quotes, customers } = company
    const first = quotes[0]!
    expect(first).toMatchObject({
      reference: '0500000000',
      draft: { customer: '0100000022', priceBasis: 'gross', quotedOn: '2018-01-11' },
    })
    expect(first.draft.lines[0]).toMatchObject({
      id: '0000000010',
      sku: 'MB-1034',
      quantity: '4',
      unitPrice: '2499',
      agreedTax: '1249.50',
    })
    const uneven = records('sap-bikes-sales', 'SalesOrderItems.csv').find(
      ({ TAXAMOUNT, QUANTITY }) => new Decimal(TAXAMOUNT!).times(QUANTITY!).decimalPlaces() > 2,
    )!
    const line = quotes
      .find(({ reference }) => reference === uneven.SALESORDERID)!
      .draft.lines.find(({ id }) => id === uneven.SALESORDERITEM)!
    expect(line.agreedTax).toBe(
      new Decimal(uneven.TAXAMOUNT!).times(uneven.QUANTITY!).toFixed(2, Decimal.ROUND_HALF_UP),
    )
    expect(customers.find(({ draft }) => draft.billTo?.city === 'Dubai')?.draft.billTo?.country).toBe('AE')
  })

  it('leaves out an order with one bad item, and its stated total with it', async () => {
    const names = [
      'SalesOrders.csv',
      'SalesOrderItems.csv',
      'BusinessPartners.csv',
      'Addresses.csv',
      'Products.csv',
      'ProductTexts.csv',
    ]
    const files = Object.fromEntries(
      names.map((name) => [name, readFileSync(join(folder('sap-bikes-sales'), name), 'utf8')]),
    )
    files['SalesOrderItems.csv'] = files['SalesOrderItems.csv']!.replace(
      '0500000000,0000000010,MB-1034, ,USD,2499,',
      '0500000000,0000000010,MB-1034, ,USD,2499x,',
    )
    const dirty = await readCompany(await folderOf(files))
    expect(dirty.rejected).toEqual([
      { file: 'SalesOrderItems.csv', line: 2, order: '0500000000', reason: 'unitPrice "2499x" is not a number' },
    ])
    expect(dirty.quotes).toHaveLength(333)
    expect(Decimal.sum(...dirty.stated.map(({ gross }) => gross!)).toFixed(2)).toBe('20187302.00')
  })
})

describe.skipIf(without('northwind'))('the Northwind data set', () => {
  it('loads all 830 orders with freight as a line, though streets carry unquoted commas', async () => {
    const { quotes, rejected, customers, stated } = await readCompany(folder('northwind'))
    expect(rejected).toEqual([])
    expect([quotes.length, customers.length]).toEqual([830, 91])
    const items = records('northwind', 'order-details.csv').map((row) =>
      new Decimal(row.unitPrice!).times(row.quantity!).times(new Decimal(1).minus(row.discount!)).toDecimalPlaces(2),
    )
    const freight = quotes.flatMap(({ draft }) =>
      draft.lines.filter(({ sku }) => sku === 'FREIGHT').map(({ unitPrice }) => unitPrice),
    )
    expect(Decimal.sum(...freight).toFixed(2)).toBe('64942.69')
    expect(Decimal.sum(...stated.map(({ net }) => net!)).toFixed(2)).toBe(Decimal.sum(...items, ...freight).toFixed(2))
    expect(customers.find(({ reference }) => reference === 'BLONP')?.draft.billTo).toEqual({
      street: '24, place Kléber',
      city: 'Strasbourg',
      postalCode: '67000',
      country: 'FR',
    })
    expect(quotes.find(({ reference }) => reference === '10248')?.draft.legalEntity).toBe('EMEA')
  })
})

describe.skipIf(without('superstore'))('the superstore data set', () => {
  it('loads every line of one denormalised file with decimal commas', async () => {
    const { quotes, rejected, customers } = await readCompany(folder('superstore'))
    expect(rejected).toEqual([])
    expect(quotes.flatMap(({ draft }) => draft.lines)).toHaveLength(1000)
    expect(quotes.find(({ reference }) => reference === 'IN-2014-24531-AS-10285')).toMatchObject({
      draft: { quotedOn: '2014-08-15', legalEntity: 'APJ' },
    })
    expect(
      customers.find(({ reference }) => reference.endsWith('Democratic Republic of the Congo'))?.draft.billTo?.country,
    ).toBe('CD')
  })
})

describe.skipIf(without('telco-churn'))('the telco churn data set', () => {
  it('loads each customer as a monthly subscription, the churned ones cancelled', async () => {
    const { quotes, rejected } = await readCompany(folder('telco-churn'))
    expect(rejected).toEqual([])
    expect(quotes).toHaveLength(7043)
    expect(quotes.filter(({ fate }) => fate.kind === 'cancelled')).toHaveLength(1869)
    expect(quotes.every(({ draft }) => draft.lines[0]!.charge === 'recurring')).toBe(true)
    expect(quotes.every(({ draft }) => QuoteDraft.safeParse(draft).success)).toBe(true)
  })
})

describe('a large export', () => {
  const HEAD =
    'Row ID\tOrder ID\tOrder Date\tCustomer ID\tCustomer Name\tCity\tState\tCountry\tMarket\tProduct ID\tProduct Name\tSales\tQuantity'
  const lineOf = (row: number) => {
    const order = row >> 1
    return `${row}\tO-${order}\t${(order % 12) + 1}/${(order % 28) + 1}/14\tC-${order % 1500}\tName ${order % 1500}\tParis\t\tFrance\tEU\tP-${row % 9000}\tThing, ${row % 9000}\t${row % 900},${(row % 89) + 10}7\t${(row % 14) + 1}`
  }
  const reading = async (count: number) => {
    const lines = Array.from({ length: count }, (_, row) => lineOf(row))
    const source = await folderOf({ 'global_super_store_orders.tsv': [HEAD, ...lines].join('\n') })
    // The thread's own time: other work on the machine does not count.
    const start = process.threadCpuUsage()
    const company = await readCompany(source)
    const { user, system } = process.threadCpuUsage(start)
    return { ...company, took: user + system }
  }

  it('of 51,000 lines takes about as long for each line as one of 5,100', async () => {
    await reading(5_100)
    const few = await reading(5_100)
    const many = await reading(51_000)
    expect(many.took).toBeLessThan(30 * few.took)
    expect(many.rejected).toEqual([])
    expect(many.quotes).toHaveLength(25_500)
  })
})
