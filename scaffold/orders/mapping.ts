import { z } from 'zod'

/*
 * The mapping language: how one company's files are read as orders. docs/orders.md explains it by example.
 * Every YAML scalar is read as the text it is written as, so that `01` keeps its zero and `NO` stays Norway.
 */

const Text = z.string('Expected a text.')
const TextList = z.union([Text.transform((one) => [one]), z.array(Text).min(1)], 'Expected a text or a list of texts.')
const Fraction = Text.regex(/^\d+(\.\d+)?$/, 'Expected a decimal number, such as 0.19.')

/** Where a value comes from: a column, a template such as `{STREET} {BUILDING}`, or a constant; then a value map. */
const Value = z
  .union(
    [
      Text.transform((column): { column: string | string[] } => ({ column })),
      z.strictObject({
        /** A column, a template, or several of them: the first that is not blank. */
        column: z.union([Text, z.array(Text).min(1)]),
        map: z.record(z.string(), Text).optional(),
        /** Where the value is blank or, with a map, not in the map. */
        default: Text.optional(),
        /** With a map: what is not in it stays as it is. */
        keep: z.literal('true', 'Expected true.').optional(),
      }),
      z.strictObject({ value: Text }),
    ],
    'Expected a column name, a template such as "{A} {B}", { column, map, default, keep } or { value }.',
  )
  .transform((value): ValueSpec => value)
export type ValueSpec =
  | {
      column: string | string[]
      map?: Record<string, string> | undefined
      default?: string | undefined
      keep?: 'true' | undefined
    }
  | { value: string }

const Format = z.strictObject({
  /** Found from the header line where absent; `\t` or `tab` for a tab. */
  delimiter: Text.transform((text) => (text === '\\t' || text === 'tab' ? '\t' : text)).optional(),
  /** A WHATWG label such as `windows-1252`; absent: by byte order mark, else UTF-8, else windows-1252. */
  encoding: Text.optional(),
  /** Lines above the header that are not data. */
  skip: z.coerce.number('Expected a number of lines.').int().min(0).optional(),
  /** Column names, for a file that has no header line. */
  columns: z.array(Text).min(1).optional(),
  decimal: z.enum(['.', ','], 'Expected "." or ",".').optional(),
  /** Thousands separator; absent: none is accepted, since `1,234` could be either. */
  thousands: Text.optional(),
  /** luxon format strings, `iso` or `sql`; tried in order. */
  dates: TextList.optional(),
  /** Texts that mean "no value". */
  nulls: TextList.optional(),
  /** The column that may hold the delimiter without quotes: surplus cells of a row are put back into it. */
  spill: Text.optional(),
})
export type FormatSpec = z.output<typeof Format>

const Where = z.record(z.string(), TextList).optional()
const files = { file: TextList, format: Format.optional(), where: Where }
const Join = z.strictObject({
  ...files,
  /** A column both files have, or `{ ours: theirs }`. */
  on: z.union([Text.transform((column) => ({ [column]: column })), z.record(z.string(), Text)]),
})
const section = { ...files, file: TextList.optional(), join: z.record(z.string(), Join).optional() }
export type SectionSpec = {
  file: string[]
  format?: FormatSpec | undefined
  where?: Record<string, string[]> | undefined
  join?: Record<string, z.output<typeof Join>> | undefined
}

const Address = z.strictObject({
  street: Value.optional(),
  city: Value.optional(),
  region: Value.optional(),
  postalCode: Value.optional(),
  country: Value,
})
export type AddressSpec = z.output<typeof Address>

const Discount = z.union(
  [
    z.strictObject({ fraction: Value }),
    z.strictObject({ percent: Value }),
    z.strictObject({ amount: Value, per: z.enum(['unit', 'line']).default('line') }),
  ],
  'Expected { fraction }, { percent } or { amount, per: unit or line }.',
)
export type DiscountSpec = z.output<typeof Discount>

const Tax = z.union(
  [
    z.strictObject({ column: Text, per: z.enum(['unit', 'line']) }),
    z.strictObject({ percent: Value }),
    z.strictObject({ rate: z.union([Fraction, z.record(z.string(), Fraction)]) }),
  ],
  'Expected { column, per: unit or line }, { percent } or { rate }.',
)

const Customers = z.strictObject({
  ...section,
  reference: Value,
  name: Value,
  email: Value.optional(),
  phone: Value.optional(),
  currency: Value.optional(),
  taxId: Value.optional(),
  billTo: Address.optional(),
  shipTo: Address.optional(),
})

const Products = z.strictObject({
  ...section,
  sku: Value,
  name: Value,
  currency: Value.optional(),
  listPrice: Value.optional(),
  unitCost: Value.optional(),
  charge: Value.optional(),
  term: Value.optional(),
  taxCode: Value.optional(),
})

const Extra = z.strictObject({ sku: Text, name: Text, amount: Value, tax: Value.optional(), taxCode: Text.optional() })

export type ExtraSpec = z.output<typeof Extra>

const Orders = z.strictObject({
  ...section,
  reference: Value,
  customer: Value,
  date: Value,
  currency: Value,
  legalEntity: Value.optional(),
  status: Value.optional(),
  /** Totals the header states, to hold the lines against. */
  stated: z.strictObject({ net: Value.optional(), tax: Value.optional(), gross: Value.optional() }).optional(),
  /** Charges of the header that become lines of their own. */
  extras: z.array(Extra).optional(),
  /** Percent off every line. */
  discountPercent: Value.optional(),
  /** Amount off the whole order, spread over its lines. */
  discountAmount: Value.optional(),
  /** Tax of the whole order as agreed, spread over its lines. */
  tax: Value.optional(),
})

const Items = z
  .strictObject({
    ...section,
    order: Value,
    id: Value.optional(),
    sku: Value,
    description: Value.optional(),
    quantity: Value.optional(),
    unitPrice: Value.optional(),
    lineAmount: Value.optional(),
    discount: Discount.optional(),
    tax: Tax.optional(),
    listPrice: Value.optional(),
    unitCost: Value.optional(),
    charge: Value.optional(),
    term: Value.optional(),
    taxCode: Value.optional(),
    /** Charges of the row that become lines of their own. */
    extras: z.array(Extra).optional(),
  })
  .refine((items) => (items.unitPrice === undefined) !== (items.lineAmount === undefined), {
    message: 'Give either unitPrice (per unit) or lineAmount (for the whole line).',
  })

export const Mapping = z
  .strictObject({
    name: Text,
    /** Files and header columns by which a shipped mapping recognises its data. */
    match: z.record(z.string(), z.array(Text)).optional(),
    rounding: Text.optional(),
    /** The file of every section that names none. */
    file: TextList.optional(),
    format: Format.default({}),
    priceBasis: z.enum(['net', 'gross'], 'Expected net or gross.'),
    legalEntities: z
      .array(
        z.strictObject({
          name: Text.min(1).max(60),
          currency: Text.regex(/^[A-Z]{3}$/, 'Expected an ISO 4217 code, such as USD.'),
          country: Text.regex(/^[A-Z]{2}$/, 'Expected an ISO 3166-1 code, such as DE.'),
        }),
      )
      .min(1)
      .optional(),
    customers: Customers,
    products: Products,
    orders: Orders,
    items: Items,
  })
  .superRefine((mapping, context) => {
    for (const name of ['customers', 'products', 'orders', 'items'] as const) {
      if (!mapping[name].file && !mapping.file) {
        context.addIssue({ code: 'custom', path: [name, 'file'], message: 'Say which file holds it.' })
      }
    }
  })
export type Mapping = z.output<typeof Mapping>
