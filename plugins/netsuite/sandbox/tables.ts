import type { Books } from '@gantry/core/sandbox'
import type { Currency, Period, Subsidiary } from './company.ts'
import type { Customer } from './customer.ts'
import { type DeletedRecord, type Invoice, invoiceStatus, remaining } from './invoice.ts'
import type { Item } from './item.ts'
import type { CustomerPayment } from './payment.ts'
import { currencyOf, type SalesOrder, statusOf } from './sales-order.ts'

export type Cell = string | undefined

type Table<Row> = {
  rows: (books: Books) => Row[]
  columns: Record<string, (row: Row, books: Books) => Cell>
}

const table = <Row>(definition: Table<Row>): Table<unknown> => definition as Table<unknown>

type Transaction =
  | { type: 'SalesOrd'; record: SalesOrder }
  | { type: 'CustInvc'; record: Invoice }
  | { type: 'CustPymt'; record: CustomerPayment }

const totalOf = (row: Transaction): string => (row.type === 'CustPymt' ? row.record.payment : row.record.total)

function statusCode(row: Transaction): string {
  if (row.type === 'SalesOrd') return statusOf(row.record).id
  return row.type === 'CustInvc' ? invoiceStatus(row.record).id : 'C'
}

const yes = (flag: boolean): string => (flag ? 'T' : 'F')

/** What SuiteQL can be asked for here, in lower case; names as in the Records Catalog. */
export const tables: Record<string, Table<unknown>> = {
  subsidiary: table<Subsidiary>({
    rows: (books) => books.all('subsidiary'),
    columns: {
      id: ({ id }) => id,
      name: ({ name }) => name,
      currency: ({ currency }) => currency,
      parent: ({ parent }) => parent,
      isinactive: () => 'F',
    },
  }),
  currency: table<Currency>({
    rows: (books) => books.all('currency'),
    columns: {
      id: ({ id }) => id,
      symbol: ({ symbol }) => symbol,
      name: ({ name }) => name,
      currencyprecision: ({ precision }) => String(precision),
      isinactive: () => 'F',
    },
  }),
  accountingperiod: table<Period>({
    rows: (books) => books.all('accountingPeriod'),
    columns: {
      id: ({ id }) => id,
      periodname: ({ name }) => name,
      startdate: ({ startDate }) => startDate,
      enddate: ({ endDate }) => endDate,
      closed: ({ closed }) => yes(closed),
    },
  }),
  customer: table<Customer>({
    rows: (books) => books.all('customer'),
    columns: {
      id: ({ id }) => id,
      entityid: ({ entityId }) => entityId,
      externalid: ({ externalId }) => externalId,
      companyname: ({ companyName }) => companyName,
      email: ({ email }) => email,
      currency: ({ currencies }) => currencies[0],
      subsidiary: ({ subsidiary }) => subsidiary,
      custentity_gantry_reference: ({ custom }) => custom.custentity_gantry_reference,
    },
  }),
  item: table<Item>({
    rows: (books) => books.all('item'),
    columns: {
      id: ({ id }) => id,
      itemid: ({ itemId }) => itemId,
      externalid: ({ externalId }) => externalId,
      displayname: ({ displayName }) => displayName,
      itemtype: ({ itemType }) => itemType,
      quantityavailable: ({ quantityAvailable }) => quantityAvailable,
    },
  }),
  transaction: table<Transaction>({
    rows: (books) => [
      ...books.all<SalesOrder>('salesOrder').map((record): Transaction => ({ type: 'SalesOrd', record })),
      ...books.all<Invoice>('invoice').map((record): Transaction => ({ type: 'CustInvc', record })),
      ...books.all<CustomerPayment>('customerPayment').map((record): Transaction => ({ type: 'CustPymt', record })),
    ],
    columns: {
      id: ({ record }) => record.id,
      type: ({ type }) => type,
      tranid: ({ record }) => record.tranId,
      externalid: ({ record }) => record.externalId,
      lastmodifieddate: ({ record }) => record.lastModifiedDate,
      status: statusCode,
      trandate: ({ record }) => record.tranDate,
      entity: (row) => (row.type === 'CustPymt' ? row.record.customer : row.record.entity),
      currency: ({ record }) => record.currency,
      memo: ({ record }) => record.memo,
      foreigntotal: totalOf,
      taxtotal: (row) => (row.type === 'CustPymt' ? undefined : row.record.taxTotal),
      foreignamountunpaid: (row, books) =>
        row.type === 'CustInvc'
          ? remaining(row.record).toFixed(currencyOf(books, row.record.currency).precision)
          : undefined,
      custbody_gantry_reference: ({ record }) => record.custom.custbody_gantry_reference,
      custbody_gantry_order: ({ record }) => record.custom.custbody_gantry_order,
      custbody_gantry_correlation: ({ record }) => record.custom.custbody_gantry_correlation,
    },
  }),
  deletedrecord: table<DeletedRecord>({
    rows: (books) => books.all('deletedRecord'),
    columns: {
      recordid: ({ id }) => id,
      type: ({ type }) => type,
      name: ({ name }) => name,
      deleteddate: ({ deletedDate }) => deletedDate,
    },
  }),
}

/** Columns whose cells are instants: queries see them as wall-clock time. */
export const MOMENTS = new Set(['lastmodifieddate', 'deleteddate'])
