import type { SandboxContext } from '@gantry/core/sandbox'
import type { Context, Hono } from 'hono'
import { readJson } from './body.ts'
import { createCustomer, customerView, relate, updateCustomer } from './customer.ts'
import type { Account } from './document.ts'
import { createInvoice, invoiceView, transformOrder } from './invoice.ts'
import { createItem, itemView, updateItem } from './item.ts'
import { answered, jobRoutes } from './job.ts'
import { createPayment, paymentView } from './payment.ts'
import { noRecord, Refusal } from './problem.ts'
import { assertRoom } from './refusal.ts'
import { Registry } from './registry.ts'
import { createSalesOrder, salesOrderView, updateSalesOrder } from './sales-order.ts'
import { RECORDS, type Shown, type View } from './view.ts'

type RecordType = {
  /** Its table in the books. */
  table: string
  create: (account: Account, c: Context, body: unknown, write: string, externalId?: string) => string
  update?: (account: Account, c: Context, id: string, body: unknown, write: string) => void
  view?: (account: Account, id: string, shown: Shown) => View
}

/** Keyed in lower case: NetSuite takes record names in any case. */
const TYPES: Record<string, RecordType & { name: string }> = Object.fromEntries(
  Object.entries<RecordType>({
    customer: { table: 'customer', create: createCustomer, update: updateCustomer, view: customerView },
    customerSubsidiaryRelationship: { table: 'relationship', create: relate, update: () => undefined },
    nonInventorySaleItem: { table: 'item', create: createItem, update: updateItem, view: itemView },
    salesOrder: { table: 'salesOrder', create: createSalesOrder, update: updateSalesOrder, view: salesOrderView },
    invoice: { table: 'invoice', create: createInvoice, view: invoiceView },
    customerPayment: { table: 'customerPayment', create: createPayment, view: paymentView },
  }).map(([name, type]) => [name.toLowerCase(), { ...type, name }]),
)

/** The record API. Every write changes the books in one go, is made durable, and is answered then. */
export function recordRoutes(app: Hono, { books, clock }: SandboxContext): void {
  const registry = new Registry(books)
  const account: Account = { books, registry, now: () => clock.iso(), today: () => clock.iso().slice(0, 10) }

  const typeOf = (c: Context) => {
    const type = TYPES[c.req.param('record')!.toLowerCase()]
    if (!type) throw new Refusal(404, 'NOT_FOUND', `Record type '${c.req.param('record')}' does not exist.`)
    return type
  }
  const created = async (c: Context, record: string, id: string): Promise<Response> => {
    await books.durable()
    return c.body(null, 204, { location: `${new URL(c.req.url).origin}${RECORDS}/${record}/${id}` })
  }
  const idOf = (type: { name: string; table: string }, param: string): string | undefined => {
    const id = param.startsWith('eid:') ? registry.find(type.name, param.slice(4)) : param
    return id !== undefined && books.get(type.table, id) ? id : undefined
  }

  jobRoutes(app, books)

  app.post(`${RECORDS}/:record`, async (c) => {
    const type = typeOf(c)
    const body = await readJson(c)
    assertRoom(books)
    return answered(books, c, async () => created(c, type.name, type.create(account, c, body, `POST /${type.name}`)))
  })

  app.get(`${RECORDS}/:record/:id`, async (c) => {
    const type = typeOf(c)
    assertRoom(books)
    const id = idOf(type, c.req.param('id'))
    if (id === undefined || !type.view) throw noRecord()
    const shown = { base: new URL(c.req.url).origin, expand: c.req.query('expandSubResources') === 'true' }
    const view = type.view(account, id, shown)
    const fields = c.req.query('fields')?.split(',')
    const picked = fields
      ? Object.fromEntries(Object.entries(view).filter(([name]) => ['links', 'id', ...fields].includes(name)))
      : view
    return c.body(JSON.stringify(picked), 200, {
      'content-type': 'application/vnd.oracle.resource+json; type=singular; charset=UTF-8',
    })
  })

  app.put(`${RECORDS}/:record/:id`, async (c) => {
    const type = typeOf(c)
    const body = await readJson(c)
    assertRoom(books)
    const param = c.req.param('id')
    if (!param.startsWith('eid:'))
      throw new Refusal(400, 'INVALID_ID', 'PUT takes an external ID: provide eid:<external id>.')
    const write = `PUT /${type.name}`
    const known = idOf(type, param)
    if (known === undefined) return created(c, type.name, type.create(account, c, body, write, param.slice(4)))
    change(type)(account, c, known, body, write)
    return created(c, type.name, known)
  })

  app.patch(`${RECORDS}/:record/:id`, async (c) => {
    const type = typeOf(c)
    const body = await readJson(c)
    assertRoom(books)
    const id = idOf(type, c.req.param('id'))
    if (id === undefined) throw noRecord()
    change(type)(account, c, id, body, `PATCH /${type.name}`)
    return created(c, type.name, id)
  })

  app.post(`${RECORDS}/:record/:id/!transform/:target`, async (c) => {
    const type = typeOf(c)
    const body = await readJson(c)
    assertRoom(books)
    if (type.name !== 'salesOrder' || c.req.param('target').toLowerCase() !== 'invoice')
      throw new Refusal(400, 'INVALID_TRANSFORMATION', 'This sandbox transforms sales orders into invoices only.')
    const id = idOf(type, c.req.param('id'))
    if (id === undefined) throw noRecord()
    const write = 'POST /salesOrder/{id}/!transform/invoice'
    return answered(books, c, async () => created(c, 'invoice', transformOrder(account, c, id, body, write)))
  })
}

function change(type: RecordType & { name: string }) {
  if (!type.update) throw new Refusal(405, 'METHOD_NOT_ALLOWED', `This sandbox does not change a ${type.name}.`)
  return type.update
}
