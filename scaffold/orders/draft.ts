import { stringify } from 'yaml'
import { beside, itemsTable, parentOf, pick } from './relations.ts'
import { currencyIn, dateFormats, isKey, isPerOrder, numberFormat, samplesOf } from './samples.ts'
import { summed } from './sums.ts'
import type { Table } from './table.ts'

/** A mapping guessed from files; `complete` where nothing is missing and nothing in doubt. */
export type Draft = { yaml: string; complete: boolean }

/** Marks what a person has to fill in. */
const ASK = '???'

const known = (entries: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined))

const CANCELLED = /cancel|void|storn|annul|refund|reject|declin|withdrawn|deleted/i
const LIVE =
  /complete|paid|ship|open|closed|deliver|pending|process|fulfil|invoiced|new|confirm|active|approved|done|booked|placed|hold|draft|progress|disput|resolv/i

function statusValue(table: Table, column: string, doubts: string[]) {
  const values = [...new Set(samplesOf(table, column))]
  const cancelled = values.filter((value) => CANCELLED.test(value))
  const unclear = values.filter((value) => !CANCELLED.test(value) && !LIVE.test(value))
  if (values.length > 20) return undefined
  if (unclear.length > 0) doubts.push(`orders.status: which of ${unclear.join(', ')} (${column}) mean cancelled?`)
  return { column, map: Object.fromEntries(cancelled.map((value) => [value, 'cancelled'])), default: 'live' }
}

function discountValue(table: Table, column: string) {
  const largest = Math.max(
    0,
    ...samplesOf(table, column).map((value) => Number.parseFloat(value.replace(',', '.').replace(/[^\d.]/g, '')) || 0),
  )
  if (/amount|amt|value/i.test(column)) return { amount: column, per: 'line' }
  return /percent|pct|%|rate/i.test(column) && largest > 1
    ? { percent: column }
    : largest <= 1
      ? { fraction: column }
      : undefined
}

function address(table: Table, prefix = '') {
  const parts = (['street', 'city', 'region', 'postalCode', 'country'] as const).map((part) => {
    const column = pick(table, part)
    return [part, column === undefined ? undefined : prefix + column] as const
  })
  const found = known(Object.fromEntries(parts))
  return 'country' in found ? found : undefined
}

/** The file of a section, and where its rows have more cells than its header, the column they likely spill from. */
function layout(table: Table, doubts: string[]) {
  const ask = (doubt: string) => doubts.includes(doubt) || doubts.push(doubt)
  if (table.columns.some((column) => /^[-\d.:\s]+$/.test(column))) {
    ask(`${table.name} seems to have no header line; name its columns by format: { columns: […] }.`)
  }
  const surplus = table.rows.filter(
    ({ cells, broken }) => broken !== undefined && cells.length > table.columns.length,
  ).length
  const skip = table.skip === 0 ? {} : { skip: table.skip }
  const format = (more: { spill?: string }) =>
    Object.keys({ ...skip, ...more }).length > 0 ? { format: { ...skip, ...more } } : {}
  if (surplus === 0) return { file: table.name, ...format({}) }
  const spill = pick(table, 'street') ?? pick(table, 'productName') ?? pick(table, 'customerName')
  ask(
    `${table.name}: ${surplus} rows have more cells than the header; is a text not quoted, as in "${spill}"? See spill.`,
  )
  return { file: table.name, ...format(spill ? { spill } : {}) }
}

/** Guesses a mapping from column names and, where names leave a choice, from what the columns hold. */
export function draftMapping(name: string, tables: readonly Table[]): Draft | undefined {
  const filled = tables.filter(({ rows }) => rows.length > 0)
  if (filled.length === 0) return undefined
  const doubts: string[] = []
  const items = itemsTable(filled)
  // Shop systems call the order's number its name, and write #1001.
  const order =
    pick(items, 'order') ?? items.columns.find((column) => samplesOf(items, column).every((text) => /^#\d+/.test(text)))
  const others = filled.filter((table) => table !== items)
  const header = order === undefined ? undefined : parentOf(items, order, 'order', others)
  const orders = header?.table ?? items
  const customer = pick(orders, 'customer', [order, header?.key])
  const sku = pick(items, 'sku', [order, pick(items, 'lineId')]) ?? pick(items, 'productName', [order])
  const rest = others.filter((table) => table !== orders)
  const party = customer === undefined ? undefined : parentOf(orders, customer, 'customer', rest)
  const ware = sku === undefined ? undefined : parentOf(items, sku, 'sku', rest)
  const customers = party?.table ?? orders
  const products = ware?.table ?? items

  const quantity = pick(items, 'quantity')
  const sums =
    header && order ? summed({ table: items, order, quantity }, { table: orders, key: header.key }) : undefined
  const priced = sums?.price
  const unitPrice = priced ? (priced.per === 'unit' ? priced.column : undefined) : pick(items, 'unitPrice', [quantity])
  const lineAmount =
    priced?.per === 'line' ? priced.column : unitPrice === undefined ? pick(items, 'lineAmount', [quantity]) : undefined
  const price = unitPrice ?? lineAmount
  // What stands on the first row of each order alone is the order's, though the file is one of lines.
  const ofOrder = (column: string | undefined) =>
    !header && order !== undefined && column !== undefined && isPerOrder(items, order, column)
  const anyDiscount = unitPrice === undefined || priced ? undefined : pick(items, 'discount', [price, quantity])
  const discount = ofOrder(anyDiscount) ? undefined : anyDiscount
  const taxRate = sums?.tax ? undefined : pick(items, 'taxRate', [price])
  const lineTax = sums?.tax?.column ?? (taxRate === undefined ? pick(items, 'tax', [price]) : undefined)
  const tax = ofOrder(lineTax) ? undefined : lineTax
  const headerTax = ofOrder(lineTax)
    ? lineTax
    : tax === undefined && taxRate === undefined && header
      ? pick(orders, 'tax')
      : undefined
  const anyTax = tax ?? taxRate ?? headerTax
  const date =
    pick(orders, 'date') ?? orders.columns.find((column) => dateFormats(samplesOf(orders, column)).length > 0)
  const currency = pick(orders, 'currency')
  const named = price === undefined ? undefined : currencyIn(price, samplesOf(items, price))
  const status = pick(orders, 'status', orders === customers ? [pick(orders, 'region')] : [])
  const anyFreight = pick(orders, 'freight')
  const freight = header || ofOrder(anyFreight) ? anyFreight : undefined
  const itemFreight = freight ? undefined : pick(items, 'freight')
  if (itemFreight)
    doubts.push(`items.extras: is "${itemFreight}" charged to the customer, as a line of its own for each row?`)

  const gross = /gross|brutto|incl|ttc/i.test(price ?? '')
  if (anyTax !== undefined && !gross && !/net|excl|ht$/i.test(price ?? ''))
    doubts.push(`priceBasis: do the prices in "${price}" contain the tax?`)
  if (tax !== undefined && sums?.tax === undefined)
    doubts.push(`items.tax.per: is "${tax}" the tax of a unit or of the whole line?`)
  if (
    lineAmount !== undefined &&
    priced === undefined &&
    quantity !== undefined &&
    !/line|total|ext|sales|revenue|gesamt/i.test(lineAmount)
  ) {
    doubts.push(`items: is "${lineAmount}" the amount of the line? Write unitPrice where it is that of one unit.`)
  }
  const off = discount === undefined ? undefined : discountValue(items, discount)
  if (discount !== undefined && off === undefined)
    doubts.push(`items.discount: is "${discount}" a percent or an amount? Add { percent: … } or { amount: … }.`)
  if (!currency && named === 'USD')
    doubts.push('orders.currency: the files name none but a dollar sign or USD; is it the US dollar?')

  const amounts = [price, tax, discount].flatMap((column) => (column === undefined ? [] : samplesOf(items, column)))
  const numbers = numberFormat([...amounts, ...(freight ? samplesOf(orders, freight) : [])])
  if (numbers.doubt) doubts.push('format: is the comma in the amounts a thousands separator? Else write decimal: ",".')
  const dates = date === undefined ? [] : dateFormats(samplesOf(orders, date))
  if (dates.length > 1) doubts.push(`format.dates: ${dates.join(' or ')}? Every date in "${date}" could be either.`)
  if (date !== undefined && dates.length === 0)
    doubts.push(`format.dates: no form fits the dates in "${date}", such as "${samplesOf(orders, date)[0]}".`)

  const own = address(customers)
  const place = own ? undefined : beside(customers, filled, 'country')
  const customerName = pick(customers, 'customerName', [party?.key])
  const productName = pick(products, 'productName', [
    ware?.key ?? sku,
    products === customers ? customerName : undefined,
  ])
  const text = productName
    ? undefined
    : beside(
        products,
        filled.filter((table) => table !== items && table !== orders),
        'productName',
        ware?.key,
      )
  if (text && !isKey(text.table, text.on))
    doubts.push(
      `products.join.text: ${text.table.name} has several rows for a product; choose one by where: { LANGUAGE: … }.`,
    )
  const at = (table: Table) => layout(table, doubts)
  const billTo = own ?? (place && address(place.table, 'address.'))
  if (billTo === undefined)
    doubts.push('customers.billTo: no column holds a country, without which no tax can be calculated.')
  const listPrice = ware ? pick(products, 'listPrice', [pick(products, 'unitCost')]) : undefined

  const stated = priced && { [gross ? 'gross' : 'net']: priced.stated }
  const mapping = {
    name,
    format: known({
      decimal: numbers.decimal,
      thousands: numbers.thousands,
      dates: date === undefined ? undefined : dates.length === 1 ? dates[0] : ASK,
    }),
    priceBasis: gross ? 'gross' : 'net',
    customers: known({
      ...at(customers),
      join: place && { address: { file: place.table.name, on: place.on } },
      reference: party?.key ?? customer ?? customerName ?? ASK,
      name: customerName ?? party?.key ?? customer ?? ASK,
      email: pick(customers, 'email'),
      phone: pick(customers, 'phone'),
      billTo,
    }),
    products: known({
      ...at(products),
      join: text && { text: { file: text.table.name, on: text.on } },
      sku: ware?.key ?? sku ?? ASK,
      name: productName ?? (text && `text.${pick(text.table, 'productName', [text.on])}`) ?? ware?.key ?? sku ?? ASK,
      listPrice,
      unitCost: ware ? pick(products, 'unitCost') : undefined,
    }),
    orders: known({
      ...at(orders),
      reference: header?.key ?? order ?? ASK,
      customer: customer ?? (customers === orders ? customerName : undefined) ?? ASK,
      date: date ?? { value: ASK },
      currency: currency ?? { value: named ?? ASK },
      legalEntity: pick(orders, 'legalEntity'),
      status: status && statusValue(orders, status, doubts),
      stated,
      extras: freight && [{ sku: 'FREIGHT', name: 'Freight', amount: freight }],
      discountAmount: ofOrder(anyDiscount) ? anyDiscount : undefined,
      tax: headerTax,
    }),
    items: known({
      ...at(items),
      order: order ?? ASK,
      id: pick(items, 'lineId', [order, sku]),
      sku: sku ?? ASK,
      quantity,
      unitPrice: unitPrice ?? (lineAmount ? undefined : ASK),
      lineAmount,
      discount: off,
      extras: itemFreight && [{ sku: 'FREIGHT', name: 'Freight', amount: itemFreight }],
      tax: taxRate ? { percent: taxRate } : tax && { column: tax, per: sums?.tax?.per ?? 'line' },
      unitCost: ware ? undefined : pick(items, 'unitCost', [price]),
    }),
  }
  const body = stringify(mapping, { lineWidth: 0 })
  const questions = doubts.map((doubt) => `# Please check ${doubt}`)
  return { yaml: [...questions, body].join('\n'), complete: doubts.length === 0 && !body.includes(ASK) }
}
