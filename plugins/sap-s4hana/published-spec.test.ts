import { existsSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { z } from 'zod'
import { assertEntity, modelOf, PUBLISHED } from './published-model.ts'
import { CUSTOMER, failureOf, fresh, invoice, PRODUCT, payment, salesOrder, stockUp } from './test-drafts.ts'
import { call, openTestSystem } from './test-system.ts'

type Exchange = { method: string; path: string; sent: string; status: number; got: string; type: string }
const V2 = '/sap/opu/odata/sap/'
const V4 = '/sap/opu/odata4/sap/api_salesorder/srvd_a2x/sap/salesorder/0001/'

/** Every operation of the contract, with what goes over the wire meanwhile; batches as the requests within. */
async function run(): Promise<Exchange[]> {
  const exchanges: Exchange[] = []
  const system = await openTestSystem(async (c, next) => {
    const sent = await c.req.raw.clone().text()
    await next()
    const got = await c.res.clone().text()
    const type = c.res.headers.get('content-type') ?? ''
    const { method, path } = c.req
    if (path.startsWith('/sap/')) exchanges.push({ method, path, sent, status: c.res.status, got, type })
  })
  const legalEntity = 'EMEA'
  try {
    await stockUp(system)
    const { erp } = system
    const reference = fresh('C')
    await erp.upsertCustomer({ reference, body: { ...CUSTOMER, shipTo: CUSTOMER.billTo, legalEntity } }, call())
    await erp.upsertCustomer(
      { reference, body: { name: 'New', email: 'x@y.example', phone: '1', currency: 'USD', legalEntity: 'AMER' } },
      call(),
    )
    await erp.upsertItem({ sku: 'CHAI', query: { legalEntity }, body: { ...PRODUCT, name: 'Green tea' } }, call())
    await erp.listAvailability({ query: { legalEntity, skus: 'CHAI' } }, call())
    const order = fresh('Q')
    await erp.createSalesOrder(salesOrder(order), call())
    const { id } = await erp.postInvoice(invoice(fresh('in'), order), call())
    await erp.applyPayment(payment(fresh('pi'), '60.00', [{ invoice: id, amount: '54.70' }]), call())
    await erp.listInvoices({ query: { legalEntity, order } }, call())
    const cancelled = fresh('Q')
    await erp.createSalesOrder(salesOrder(cancelled), call())
    await erp.cancelSalesOrder({ reference: cancelled, query: { legalEntity } }, call())
    await system.act('bill', { order: cancelled })
    await failureOf(erp.postInvoice(invoice(fresh('in'), cancelled), call()))
    const refused = fresh('Q')
    await system.act('refuse', { order: refused, code: 'ZSD/001', message: 'No' })
    await failureOf(erp.createSalesOrder(salesOrder(refused), call()))
    for (const { body } of await system.table<{ body: string }>('_deliveries'))
      exchanges.push({ method: 'POST', path: 'confirmation', sent: body, status: 200, got: '', type: '' })
    return exchanges.flatMap((exchange) => [exchange, ...within(exchange)])
  } finally {
    await system.close()
  }
}

/** The requests of a batch, as if each had come alone. */
function within({ path, sent, got }: Exchange): Exchange[] {
  if (!path.endsWith('/$batch')) return []
  const root = path.slice(0, -'$batch'.length)
  const parts = (text: string) => text.split(/\r\n(?=--)/).filter((part) => /HTTP\/1\.1/.test(part))
  const answers = parts(got)
  return parts(sent).map((part, index) => {
    const [, method, inner] = /\r\n([A-Z]+) (\S+) HTTP\/1\.1/.exec(part)!
    const body = (text: string) => text.slice(text.lastIndexOf('\r\n\r\n') + 4).trim()
    const answer = answers[index] ?? ''
    const status = Number(/HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)
    return {
      method: method!,
      path: root + inner!.split('?')[0]!,
      sent: body(part),
      status,
      got: body(answer),
      type: '',
    }
  })
}

const json = (text: string): unknown => (text.startsWith('{') ? JSON.parse(text) : undefined)

describe.skipIf(!existsSync(PUBLISHED))('what is sent and answered, against what SAP publishes', () => {
  let exchanges: Exchange[]
  beforeAll(async () => {
    exchanges = await run()
  })

  test('every V2 entity has the properties, types, lengths and navigation of its service', () => {
    const seen = new Set<string>()
    for (const { method, path, sent, got, status } of exchanges) {
      const [, service, set] = new RegExp(`^${V2}(\\w+)/(\\w+)`).exec(path) ?? []
      const model = service && modelOf(service)
      if (!model || !set || path.endsWith('$batch')) continue
      expect(model.sets, path).toHaveProperty(set)
      const check = (value: unknown) => assertEntity(model, model.sets[set]!, value, `${method} ${path}`, seen)
      if (['POST', 'PATCH'].includes(method)) check(json(sent))
      const answer = json(got) as { d?: { results?: unknown[] } } | undefined
      if (status < 300 && answer?.d) for (const each of answer.d.results ?? [answer.d]) check(each)
    }
    for (const type of [
      'A_BusinessPartnerType',
      'A_BusinessPartnerAddressType',
      'A_BusinessPartnerTaxNumberType',
      'A_CustomerCompanyType',
      'A_CustomerSalesAreaType',
      'A_ProductType',
      'A_ProductDescriptionType',
      'A_BillingDocumentItemType',
      'A_OperationalAcctgDocItemCubeType',
      'A_CompanyCodeType',
    ])
      expect([...seen]).toContain(type)
  })

  test('every V4 request is a published one, and its bodies fit their schemas', () => {
    const spec = JSON.parse(readFileSync(`${PUBLISHED}/openapi/CE_SALESORDER_0001.json`, 'utf8')) as Spec
    let checked = 0
    for (const { method, path, sent, got, status } of exchanges) {
      if (!path.startsWith(V4)) continue
      const relative = `/${path.slice(V4.length)}`
      const operation = Object.entries(spec.paths).find(
        ([template, item]) =>
          item[method.toLowerCase()] &&
          new RegExp(`^${template.replaceAll('$', '\\$').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(relative),
      )
      expect(operation, `${method} ${relative}`).toBeDefined()
      const { requestBody, responses } = operation![1][method.toLowerCase()]!
      const fits = (schema: object | undefined, body: unknown) => {
        if (!schema || body === undefined) return
        expect(schemaOf(spec, schema).safeParse(body).error?.issues, `${method} ${relative}`).toBeUndefined()
        checked++
      }
      fits(requestBody?.content['application/json']?.schema, json(sent))
      const answer =
        status < 400
          ? responses[String(status)]
          : { content: { 'application/json': { schema: { $ref: '#/components/schemas/error' } } } }
      expect(answer, `${method} ${relative} ${status}`).toBeDefined()
      fits(answer!.content?.['application/json']?.schema, json(got))
    }
    expect(checked).toBeGreaterThan(12)
  })

  test('every journal entry and its confirmation fit the schema in the WSDL', async () => {
    const wsdl = readFileSync(`${PUBLISHED}/soap/JOURNALENTRYCREATEREQUESTCONFI.wsdl`, 'utf8')
    const [schema] = /<xsd:schema[\s\S]*<\/xsd:schema>/.exec(wsdl)!
    const xsd = schema
      .replace(
        '<xsd:schema ',
        '<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:tns="http://sap.com/xi/SAPSCORE/SFIN" ',
      )
      // The schema speaks of its own types without a prefix.
      .replace('xmlns="http://sap.com/xi/SAPSCORE/SFIN"', '')
      .replace('<xsd:schema ', '<xsd:schema xmlns="http://sap.com/xi/SAPSCORE/SFIN" ')
    const documents = exchanges.flatMap(({ sent }) => {
      const [element] = /<sfin:(JournalEntryBulkCreate\w+)[\s\S]*<\/sfin:\1>/.exec(sent) ?? []
      return element ? [element.replace(/^<sfin:\w+[^>]*>/, (tag) => declared(tag))] : []
    })
    expect(documents.some((text) => text.includes('Confirmation'))).toBe(true)
    expect(documents.length).toBeGreaterThan(1)
    const { valid, errors } = await validateXML({
      xml: documents.map((contents, index) => ({ fileName: `message-${index}.xml`, contents })),
      schema: [{ fileName: 'journal.xsd', contents: xsd }],
    })
    expect(errors.map((error) => error.message)).toEqual([])
    expect(valid).toBe(true)
  })
})

/** The prefix may have been declared by the envelope. */
const declared = (tag: string): string =>
  tag.includes('xmlns:sfin') ? tag : tag.replace(/^<sfin:\w+/, '$& xmlns:sfin="http://sap.com/xi/SAPSCORE/SFIN"')

type Spec = {
  paths: Record<string, Record<string, { requestBody?: Content; responses: Record<string, Partial<Content>> }>>
  components: { schemas: Record<string, object> }
}
type Content = { content: Record<string, { schema?: object }> }

function schemaOf(spec: Spec, schema: object): z.ZodType {
  const definitions = JSON.parse(
    JSON.stringify(spec.components.schemas, (_key, value) => asJsonSchema(value)).replaceAll(
      '#/components/schemas/',
      '#/$defs/',
    ),
  )
  const inner = JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/'))
  return z.fromJSONSchema({ ...inner, $defs: definitions } as Parameters<typeof z.fromJSONSchema>[0])
}

/** OpenAPI 3.0 says `nullable`; and keys that SAP gives itself are marked as required there. */
function asJsonSchema(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const { nullable, required, ...rest } = value as Record<string, unknown>
  const kept = { ...rest, ...(required !== undefined && !Array.isArray(required) && { required }) }
  return nullable === true ? { anyOf: [kept, { type: 'null' }] } : kept
}
