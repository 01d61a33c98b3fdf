import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import connector from './connector.ts'
import { ENTITIES } from './sandbox/entities.ts'
import { CUSTOMER, EMEA, invoice, LINES, payment, salesOrder, stockUp } from './test-drafts.ts'
import { call, openTestEnvironment } from './test-environment.ts'

const SHARED = process.env.GANTRY_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url))
const CDM = `${SHARED}/vendor-specs/dynamics365-finance/cdm`

/** Microsoft's definition behind each entity set that it has published one of. */
const DEFINITIONS: Record<string, string> = {
  CustomersV3: 'CustCustomerV3Entity',
  ReleasedProductsV2: 'EcoResReleasedProductV2Entity',
  SalesOrderHeadersV2: 'SalesOrderHeaderV2Entity',
  SalesOrderLinesV2: 'SalesOrderLineV2Entity',
  FreeTextInvoiceHeaders: 'FreeTextInvoiceHeaderEntity',
  FreeTextInvoiceLines: 'FreeTextInvoiceLineEntity',
  CustomerPaymentJournalHeaders: 'CustomerPaymentJournalHeaderEntity',
  CustomerPaymentJournalLines: 'CustomerPaymentJournalLineEntity',
  PaymentJournalLineSettledInvoices: 'CustomerPaymentJournalLineSettledInvoiceEntity',
}
/** In live metadata, and newer than the published definitions. */
const NEWER = new Set(['FreeTextInvoiceLines.OverrideSalesTax'])
/** Sets that no definition is published of here: they rest on live metadata alone. */
const UNPUBLISHED = new Set(['Ledgers', 'ReleasedProductCreationsV2', 'WarehousesOnHandV2', 'CustTransactions'])

type Attribute = { name?: string; isNullable?: boolean; entity?: unknown }
type Exchange = { method: string; set: string; query: URLSearchParams; sent: unknown }

const attributesOf = (set: string): Attribute[] => {
  const text = readFileSync(`${CDM}/${DEFINITIONS[set]}.cdm.json`, 'utf8')
  const { definitions } = JSON.parse(text) as { definitions: { hasAttributes: Attribute[] }[] }
  return definitions.flatMap(({ hasAttributes }) => hasAttributes).filter(({ entity }) => entity === undefined)
}

/** Every operation of the contract, with each request that goes over the wire meanwhile, those of batches apart. */
async function run(): Promise<Exchange[]> {
  const exchanges: Exchange[] = []
  const note = (method: string, url: URL, body: string) => {
    const set = /^\/data\/(\w+)/.exec(decodeURIComponent(url.pathname))?.[1]
    if (set && !/DataEntities\./.test(url.pathname))
      exchanges.push({ method, set, query: url.searchParams, sent: body === '' ? undefined : JSON.parse(body) })
  }
  const environment = await openTestEnvironment({
    tap: async (c, next) => {
      const body = await c.req.raw.clone().text()
      if (c.req.path.endsWith('$batch'))
        for (const [, method, url, sent] of body.matchAll(
          /(POST|PATCH) (http\S+) HTTP\/1\.1\r\n(?:.+\r\n)*\r\n(.*)\r\n/g,
        ))
          note(method!, new URL(url!), sent!)
      else if (c.req.path.startsWith('/data/')) note(c.req.method, new URL(c.req.url), body)
      return next()
    },
  })
  try {
    const { erp } = environment
    await stockUp(environment)
    await erp.upsertCustomer(
      { reference: 'NEW', body: { ...CUSTOMER, shipTo: CUSTOMER.billTo, legalEntity: 'AMER' } },
      call(),
    )
    await erp.upsertCustomer({ reference: 'NEW', body: { name: 'Renamed', legalEntity: 'AMER' } }, call())
    await erp.getCreditStanding({ reference: 'ALFKI', query: { legalEntity: 'EMEA', currency: 'EUR' } }, call())
    await erp.listAvailability({ query: { ...EMEA, skus: LINES[0]!.sku } }, call())
    await erp.createSalesOrder(salesOrder('Q-1'), call())
    await erp.getSalesOrder({ reference: 'Q-1', query: EMEA }, call())
    const { id } = await erp.postInvoice(invoice('in-1', 'Q-1'), call())
    await erp.listInvoices({ query: { ...EMEA, order: 'Q-1' } }, call())
    await erp.applyPayment(payment('pi-1', '154.70', [{ invoice: id, amount: '154.70' }]), call())
    await erp.createSalesOrder(salesOrder('Q-2'), call())
    await erp.cancelSalesOrder({ reference: 'Q-2', query: EMEA }, call())
    return exchanges
  } finally {
    await environment.close()
  }
}

test('says that its names were checked against definitions that are not the live metadata', () => {
  expect(connector.conformance).toBe('unverified')
})

describe.skipIf(!existsSync(CDM))('what is sent and answered, against the published entity definitions', () => {
  let exchanges: Exchange[]
  beforeAll(async () => {
    exchanges = await run()
  })

  const published = (set: string, name: string): boolean =>
    NEWER.has(`${set}.${name}`) || name === 'dataAreaId' || attributesOf(set).some((each) => each.name === name)

  test('every set is known, and each that is published was used', () => {
    const used = new Set(exchanges.map(({ set }) => set))
    for (const set of used) expect(set in DEFINITIONS || UNPUBLISHED.has(set), set).toBe(true)
    for (const set of Object.keys(DEFINITIONS)) expect(used, set).toContain(set)
  })

  test('every property sent, selected and filtered by is one of the published entity', () => {
    let checked = 0
    for (const { set, query, sent } of exchanges.filter((each) => each.set in DEFINITIONS)) {
      const filtered = (query.get('$filter') ?? '').replaceAll(/'[^']*'/g, '').matchAll(/(\w+) (?:eq|ne|le|ge|lt|gt) /g)
      const names = [
        ...Object.keys((sent as object | undefined) ?? {}),
        ...(query.get('$select')?.split(',') ?? []),
        ...[...filtered].map(([, name]) => name!),
        ...(query.get('$orderby')?.split(',') ?? []),
      ]
      for (const name of names) {
        expect(published(set, name), `${set}.${name}`).toBe(true)
        checked++
      }
    }
    expect(checked).toBeGreaterThan(150)
  })

  test('what the definitions call mandatory is sent with every record made', () => {
    let checked = 0
    for (const { method, set, sent } of exchanges) {
      if (method !== 'POST' || !(set in DEFINITIONS)) continue
      const mandatory = attributesOf(set).filter(({ isNullable }) => isNullable !== true)
      for (const { name } of mandatory) {
        expect(sent, `${set}.${name}`).toHaveProperty(name!)
        checked++
      }
    }
    expect(checked).toBeGreaterThan(5)
  })

  test('the sandbox has no property that the definitions do not', () => {
    for (const { set, properties } of ENTITIES)
      if (set in DEFINITIONS)
        for (const name of Object.keys(properties)) expect(published(set, name), `${set}.${name}`).toBe(true)
  })

  test('reads cross companies, and every record made says which one it is of', () => {
    for (const { query } of exchanges) expect(query.get('cross-company')).toBe('true')
    for (const { method, set, sent } of exchanges)
      if (method === 'POST')
        expect(sent).toHaveProperty(set === 'PaymentJournalLineSettledInvoices' ? 'JournalLineCompany' : 'dataAreaId')
  })
})
