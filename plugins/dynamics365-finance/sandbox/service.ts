import { assertKeysKept, type Rules, type Session } from './application.ts'
import { customers } from './customer.ts'
import { ENTITIES } from './entities.ts'
import type { Entity } from './entity.ts'
import { invoiceLines, invoices } from './invoice.ts'
import { paymentJournals, paymentLines, settledInvoices } from './payment.ts'
import { noResource, problemOf, Refusal } from './problem.ts'
import { productCreations, releasedProducts } from './product.ts'
import { entityNamed, type Reader, read, sameCompany, selectOf, shown } from './query.ts'
import { salesOrderLines, salesOrders } from './sales-order.ts'
import type { Row } from './store.ts'
import { addressOf, etagOf, idOf, readJson, rowOf, viewOf } from './wire.ts'

const RULES: Record<string, Rules> = {
  CustomersV3: customers,
  ReleasedProductsV2: releasedProducts,
  ReleasedProductCreationsV2: productCreations,
  SalesOrderHeadersV2: salesOrders,
  SalesOrderLinesV2: salesOrderLines,
  FreeTextInvoiceHeaders: invoices,
  FreeTextInvoiceLines: invoiceLines,
  CustomerPaymentJournalHeaders: paymentJournals,
  CustomerPaymentJournalLines: paymentLines,
  PaymentJournalLineSettledInvoices: settledInvoices,
}

export const ACTIONS: Record<string, readonly string[]> = Object.fromEntries(
  Object.entries(RULES).flatMap(([set, { actions }]) => (actions ? [[set, Object.keys(actions)]] : [])),
)

export const NAMESPACE = 'Microsoft.Dynamics.DataEntities.'

/** One request below `/data`, alone or as part of a batch. `base` is the service's address. */
export type Request = {
  method: string
  /** Decoded, below the service's address, e.g. `CustomersV3(dataAreaId='usmf',CustomerAccount='C-1')`. */
  path: string
  query: URLSearchParams
  headers: (name: string) => string | undefined
  body: string
}
export type Answer = { status: number; headers: Record<string, string>; body?: string }

const JSON_TYPE = 'application/json; odata.metadata=minimal; odata.streaming=true'

export const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': JSON_TYPE, 'odata-version': '4.0', ...headers },
  body: JSON.stringify(body),
})

export const refused = (refusal: Refusal): Answer =>
  answer(refusal.status, problemOf(refusal), {
    ...(refusal.retryAfterS !== undefined && { 'retry-after': String(refusal.retryAfterS) }),
  })

const PATH = /^(?<set>\w+)(?:\((?<key>.*)\))?(?:\/(?<rest>[^/]+))?$/s

/** Does what a request asks within the session's transaction; the caller commits it. */
export function handle(session: Session, reader: Reader, base: string, request: Request): Answer {
  const groups = PATH.exec(request.path)?.groups
  if (!groups) throw noResource(`the path '${request.path}'`)
  const entity = entityNamed(groups.set!)
  const context = `${base}/$metadata#${entity.set}`
  if (groups.key === undefined) {
    if (groups.rest === '$count') return counted(session, reader, entity, request)
    if (groups.rest !== undefined) throw noResource(`the segment '${groups.rest}'`)
    if (request.method === 'GET') return listed(session, reader, base, entity, request)
    if (request.method === 'POST') return created(session, base, entity, request)
    throw new Refusal(405, `The requested resource does not support http method '${request.method}'.`)
  }
  const { id } = idOf(entity, groups.key)
  const row = session.store.get(entity.set, id)
  if (!row || !visible(entity, row, reader, request)) throw noResource(`'${request.path}'`)
  if (groups.rest !== undefined) return acted(session, base, entity, row, groups.rest, request)
  const { query } = request
  switch (request.method) {
    case 'GET':
      return answer(200, {
        '@odata.context': `${context}/$entity`,
        ...shown(session.store, entity, row, query, selectOf(entity, query)),
      })
    case 'PATCH':
      return changed(session, entity, id, row, request)
    case 'DELETE': {
      const { remove } = rulesOf(entity)
      assertUnchanged(row, request)
      if (!remove) throw new Refusal(400, `A record of ${entity.name} cannot be deleted.`)
      remove(session, row)
      session.store.remove(entity.set, id)
      return { status: 204, headers: { 'odata-version': '4.0' } }
    }
    default:
      throw new Refusal(405, `The requested resource does not support http method '${request.method}'.`)
  }
}

const rulesOf = (entity: Entity): Rules => RULES[entity.set] ?? {}

const visible = (entity: Entity, row: Row, { company }: Reader, { query }: Request): boolean =>
  query.get('cross-company') === 'true' || !entity.company || sameCompany(row[entity.company]!, company)

function counted({ store }: Session, reader: Reader, entity: Entity, { query }: Request): Answer {
  const all = new URLSearchParams(query)
  all.set('$count', 'true')
  all.set('$top', '0')
  const { count } = read(store, reader, entity, all)
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: String(count) }
}

function listed({ store }: Session, reader: Reader, base: string, entity: Entity, request: Request): Answer {
  const asked = Number(/odata\.maxpagesize=(\d+)/.exec(request.headers('prefer') ?? '')?.[1] ?? reader.pageSize)
  const pageSize = Math.min(reader.pageSize, asked)
  const { value, count, nextSkip } = read(store, { ...reader, pageSize }, entity, request.query)
  const next = new URLSearchParams(request.query)
  if (nextSkip !== undefined) {
    next.set('$skip', String(nextSkip))
    const top = next.get('$top')
    if (top !== null) next.set('$top', String(Number(top) - value.length))
  }
  return answer(200, {
    '@odata.context': `${base}/$metadata#${entity.set}`,
    ...(count !== undefined && { '@odata.count': count }),
    value,
    ...(nextSkip !== undefined && { '@odata.nextLink': `${base}/${entity.set}?${next}` }),
  })
}

function created(session: Session, base: string, entity: Entity, request: Request): Answer {
  const { insert } = rulesOf(entity)
  if (!insert) throw new Refusal(400, `A record of ${entity.name} cannot be created.`)
  const row = insert(session, rowOf(entity, readJson(request.body)))
  const location = `${base}/${addressOf(entity, row)}`
  if (/return=minimal/.test(request.headers('prefer') ?? ''))
    return { status: 204, headers: { 'odata-version': '4.0', location, 'odata-entityid': location } }
  const view = { '@odata.context': `${base}/$metadata#${entity.set}/$entity`, ...viewOf(entity, row) }
  return answer(201, view, { location, etag: etagOf(row) })
}

function changed(session: Session, entity: Entity, id: string, row: Row, request: Request): Answer {
  const { update } = rulesOf(entity)
  if (!update) throw new Refusal(400, `A record of ${entity.name} cannot be changed.`)
  assertUnchanged(row, request)
  const changes = rowOf(entity, readJson(request.body))
  assertKeysKept(entity, row, changes)
  session.store.put(entity.set, id, update(session, row, changes), `PATCH ${entity.set}`)
  return { status: 204, headers: { 'odata-version': '4.0' } }
}

function assertUnchanged(row: Row, request: Request): void {
  const expected = request.headers('if-match')
  if (expected !== undefined && expected !== '*' && expected !== etagOf(row))
    throw new Refusal(412, 'The record has been changed by another user since it was read.')
}

function acted(session: Session, base: string, entity: Entity, row: Row, rest: string, request: Request): Answer {
  const action = rest.startsWith(NAMESPACE) ? rulesOf(entity).actions?.[rest.slice(NAMESPACE.length)] : undefined
  if (!action) throw noResource(`the segment '${rest}'`)
  if (request.method !== 'POST') throw new Refusal(405, 'An action is invoked with POST.')
  action(session, row)
  return answer(200, { '@odata.context': `${base}/$metadata#Edm.String`, value: '' })
}

/** The service document. */
export const serviceDocument = (base: string): Answer =>
  answer(200, {
    '@odata.context': `${base}/$metadata`,
    value: ENTITIES.map(({ set }) => ({ name: set, kind: 'EntitySet', url: set })),
  })
