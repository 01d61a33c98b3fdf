import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ConnectContext, Fetch } from '@gantry/core/connector'
import type { Port } from '@gantry/core/contract'
import type { tax } from '@gantry/tax-api/contract'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import connector from './connector.ts'
import { ACCOUNT, call, sale, saleOf, Testbed } from './testbed.ts'

// Everything the connector sends and the sandbox answers, held against the document Avalara publishes.
const SPEC = join(
  process.env.GANTRY_SHARED ?? join(import.meta.dirname, '../../../shared'),
  'vendor-specs/avalara/avatax-rest-v2.openapi3.yaml',
)

type Schema = { $ref?: string; properties?: object; [keyword: string]: unknown }
type Operation = {
  parameters?: { name: string; in: string }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>
}
type Spec = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Schema> } }
type Exchange = { method: string; url: URL; sent: unknown; status: number; answered: unknown }

describe.skipIf(!existsSync(SPEC))('the published specification of AvaTax REST v2', () => {
  let spec: Spec
  let testbed: Testbed
  let port: Port<typeof tax>
  const exchanges: Exchange[] = []

  beforeAll(async () => {
    spec = parse(readFileSync(SPEC, 'utf8')) as Spec
    testbed = await Testbed.open()
    const recorded: Fetch = async (url, init) => {
      const response = await fetch(url, init)
      const sent = init?.body === undefined ? undefined : JSON.parse(String(init.body))
      const answered = await response.clone().json()
      exchanges.push({
        method: init?.method ?? 'GET',
        url: new URL(String(url)),
        sent,
        status: response.status,
        answered,
      })
      return response
    }
    const authorized: ConnectContext<unknown>['authorized'] =
      (authorization) =>
      async (url, init = {}) => {
        const request = { method: init.method ?? 'GET', url: new URL(String(url)), headers: new Headers(init.headers) }
        for (const [name, value] of Object.entries(await authorization.headers(request)))
          request.headers.set(name, value)
        return recorded(url, { ...init, headers: request.headers })
      }
    const vendor = await connector.connect({
      config: { ...ACCOUNT, baseUrl: testbed.sandbox.url, shipFrom: {} },
      log: pino({ level: 'silent' }),
      exclusively: (_key, work) => work(),
      heard: async () => undefined,
      fetch: recorded,
      authorized,
      auth: {} as never,
    })
    port = connector.provides[0]!.port(vendor as never) as Port<typeof tax>
  })
  afterAll(() => testbed.close())

  /** A schema of the document that knows no fields but its own: a misspelt one must not pass. */
  const validator = (schema: Schema) => {
    const $defs: Record<string, unknown> = {}
    const closed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(closed)
      if (typeof value !== 'object' || value === null) return value
      const { $ref, example: _, description: __, ...rest } = value as Schema
      if ($ref) {
        const name = $ref.split('/').at(-1)!
        if (!(name in $defs)) {
          $defs[name] = {}
          $defs[name] = closed(spec.components.schemas[name])
        }
        return { $ref: `#/$defs/${name}` }
      }
      const properties = rest.properties && Object.entries(rest.properties).map(([key, at]) => [key, closed(at)])
      const kept = Object.fromEntries(
        Object.entries(rest)
          .filter(([keyword]) => keyword !== 'properties' && keyword !== 'xml' && !keyword.startsWith('x-'))
          .map(([keyword, at]) => [keyword, closed(at)]),
      )
      return { ...kept, ...(properties && { properties: Object.fromEntries(properties), additionalProperties: false }) }
    }
    const root = closed(schema) as object
    return z.fromJSONSchema({ ...root, $defs } as never)
  }

  const validate = (schema: Schema, value: unknown, what: string) => {
    const { error } = validator(schema).safeParse(value)
    expect(error?.issues ?? [], what).toEqual([])
  }

  const operationOf = ({ method, url }: Exchange): { template: string; operation: Operation } => {
    const fits = (template: string) => new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(url.pathname)
    const found = Object.keys(spec.paths).filter(fits)
    // A path without parameters comes before one with.
    const template = found.toSorted((a, b) => a.split('{').length - b.split('{').length)[0]
    const operation = template && spec.paths[template]?.[method.toLowerCase()]
    if (!operation) throw new Error(`${method} ${url.pathname} is not in the specification.`)
    return { template, operation }
  }

  it('is a validator that can fail', () => {
    const schema = spec.components.schemas.CreateTransactionModel!
    const check = (value: unknown) => validator(schema).safeParse(value).success
    const good = { customerCode: 'C', date: '2026-03-31', lines: [{ amount: 1 }] }
    expect(check(good)).toBe(true)
    expect(check({ ...good, lines: [{ amount: '1' }] })).toBe(false)
    expect(check({ ...good, lines: [{ amount: 1, agreed: 1 }] })).toBe(false)
    expect(check({ ...good, type: 'SalesOrders' })).toBe(false)
    expect(check({ ...good, date: undefined })).toBe(false)
  })

  it('holds for every request sent and every answer given', async () => {
    const at = (reference: string) => ({ legalEntity: 'EMEA', reference })
    const refused = (work: Promise<unknown>) =>
      work.then(
        () => expect.fail('was accepted'),
        () => undefined,
      )
    const inclusive = { taxIncluded: true, taxCode: 'P0000000', description: 'Bike' }
    await port.calculateTax({ body: saleOf('S-1', inclusive) }, call())
    await port.commitTax(
      { body: saleOf('S-1', { ...inclusive, agreedTax: { currency: 'EUR', amount: '12.50' } }) },
      call('k'),
    )
    await port.commitTax({ body: sale('S-2') }, call('k'))
    await port.commitTax({ body: sale('S-2') }, call('k'))
    await port.getTaxDocument(at('S-2'), call())
    await port.voidTax(at('S-2'), call('k'))
    await port.voidTax(at('S-2'), call('k'))
    await refused(
      port.commitTax(
        { body: saleOf('S-3', { taxCode: 'NT', agreedTax: { currency: 'EUR', amount: '1' } }) },
        call('k'),
      ),
    )
    await refused(port.getTaxDocument(at('S-none'), call()))
    await refused(port.calculateTax({ body: sale('S-4', { legalEntity: 'NOBODY' }) }, call()))

    const seen = new Set<string>()
    for (const exchange of exchanges) {
      const { template, operation } = operationOf(exchange)
      const what = `${exchange.method} ${template} ${exchange.status}`
      seen.add(what)
      const known = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => name)
      expect(known, what).toEqual(expect.arrayContaining([...exchange.url.searchParams.keys()]))
      const body = operation.requestBody?.content['application/json']?.schema
      if (exchange.sent !== undefined) validate(body!, exchange.sent, `${what}: sent`)
      // The document lists 200 where AvaTax answers 201 to what it creates.
      const answer = operation.responses['200']?.content?.['application/json']?.schema
      if (exchange.status < 300) validate(answer!, exchange.answered, `${what}: answered`)
      else {
        const { error } = exchange.answered as { error: { details: unknown[] } }
        for (const detail of error.details) validate(spec.components.schemas.ErrorDetail!, detail, `${what}: refused`)
      }
    }
    expect([...seen].toSorted()).toEqual([
      'GET /api/v2/companies/{companyCode}/transactions/{transactionCode} 200',
      'GET /api/v2/companies/{companyCode}/transactions/{transactionCode} 404',
      'POST /api/v2/companies/{companyCode}/transactions/{transactionCode}/uncommit 200',
      'POST /api/v2/companies/{companyCode}/transactions/{transactionCode}/void 200',
      'POST /api/v2/companies/{companyCode}/transactions/{transactionCode}/void 400',
      'POST /api/v2/transactions/create 201',
      'POST /api/v2/transactions/create 400',
    ])
  })
})
