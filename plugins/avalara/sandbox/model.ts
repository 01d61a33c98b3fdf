import { z } from 'zod'
import { modelInvalid, Refusal } from './refusal.ts'

// What a client may send. Fields of AvaTax that the sandbox would not act on are refused rather than ignored: a
// discount that is silently not applied would look like a right answer.

const text = (longest: number) => z.string().max(longest)

const Address = z.strictObject({
  line1: text(100).optional(),
  line2: text(100).optional(),
  line3: text(100).optional(),
  city: text(50).optional(),
  region: z.string().optional(),
  postalCode: text(11).optional(),
  country: z.string().length(2),
})
export type Address = z.output<typeof Address>

const Line = z.strictObject({
  number: text(50).optional(),
  quantity: z.number().min(0).optional(),
  amount: z.number(),
  taxIncluded: z.boolean().optional(),
  itemCode: text(50).optional(),
  taxCode: text(25).optional(),
  description: text(2096).optional(),
  ref1: text(250).optional(),
  ref2: text(250).optional(),
  taxOverride: z
    .strictObject({ type: z.literal('TaxAmount'), taxAmount: z.number(), reason: z.string().min(1) })
    .optional(),
})
export type LineModel = z.output<typeof Line>

const CreateTransaction = z.strictObject({
  /** Left out: an estimate, as with AvaTax. */
  type: z.enum(['SalesOrder', 'SalesInvoice']).default('SalesOrder'),
  code: text(50).optional(),
  companyCode: text(50).optional(),
  customerCode: z.string().min(1).max(50),
  date: z.string().regex(/^\d{4}-\d{2}-\d{2}(T.*)?$/, 'not a date'),
  currencyCode: z
    .string()
    .regex(/^[A-Z]{3}$/, 'not a currency')
    .default('USD'),
  commit: z.boolean().default(false),
  purchaseOrderNo: text(50).optional(),
  referenceCode: text(1024).optional(),
  /** The number of a certificate: nothing of the document is taxed. */
  exemptionNo: text(25).optional(),
  entityUseCode: text(25).optional(),
  salespersonCode: text(25).optional(),
  description: text(2048).optional(),
  email: text(50).optional(),
  addresses: z
    .strictObject({ singleLocation: Address.optional(), shipFrom: Address.optional(), shipTo: Address.optional() })
    .default({}),
  lines: z.array(Line).max(15_000),
})
export type Model = z.output<typeof CreateTransaction>

const CreateOrAdjust = z.strictObject({
  createTransactionModel: CreateTransaction,
  adjustmentReason: z.enum(['NotAdjusted', 'PriceAdjusted', 'ReconciledWithGeneralLedger', 'Other']).optional(),
  adjustmentDescription: z.string().optional(),
})

const Adjust = z.strictObject({
  adjustmentReason: z.literal([
    'NotAdjusted',
    'SourcingIssue',
    'ReconciledWithGeneralLedger',
    'ExemptCertApplied',
    'PriceAdjusted',
    'ProductReturned',
    'ProductExchanged',
    'BadDebt',
    'Other',
    'Offline',
  ]),
  adjustmentDescription: z.string().optional(),
  newTransaction: CreateTransaction,
})

const Void = z.strictObject({
  code: z.enum(['Unspecified', 'PostFailed', 'DocDeleted', 'DocVoided', 'AdjustmentCancelled']),
})

const Commit = z.strictObject({ commit: z.boolean() })

/** Every body, checked. */
export const models = { CreateTransaction, CreateOrAdjust, Adjust, Void, Commit }

export function parse<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw modelInvalid(issue?.path.join('.') || 'model', issue?.message ?? 'invalid')
}

/** Countries whose tax depends on the place within them. */
const REGIONAL = new Set(['US', 'CA', 'IN', 'BR'])

/** Where the sale is taxed: at its single location, or where it goes. */
export function destinationOf({ addresses }: Model): Address {
  const { singleLocation, shipFrom, shipTo } = addresses
  if (singleLocation && (shipFrom || shipTo))
    throw new Refusal('AddressConflictException', {
      status: 400,
      number: 301,
      message: 'A single-address transaction may not have other addresses.',
    })
  const destination = singleLocation ?? shipTo
  if (!destination || !(singleLocation || shipFrom))
    throw new Refusal('MissingAddress', {
      status: 400,
      number: 304,
      message: 'You must provide an origin and a destination address.',
    })
  // Elsewhere one rate holds in the whole country, and the country is enough to tell it.
  if (REGIONAL.has(destination.country) && !destination.postalCode && !destination.region)
    throw new Refusal('InvalidAddress', {
      status: 400,
      number: 309,
      message: 'The address value was incomplete.',
      description: `The address value ${destination.country} was incomplete. You must provide either a valid postal code, or line1 + city + region, or line1 + postal code.`,
      refersTo: 'Addresses[0]',
    })
  return destination
}
