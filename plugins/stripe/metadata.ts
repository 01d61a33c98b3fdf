import { refused } from './failure.ts'

/** What Gantry writes on Stripe's records, so that each names the business document it stands for. */
export type Origin = { reference: string; order: string; legalEntity: string; customerReference: string }

type Metadata = Record<string, string> | null | undefined

export const ORDER = 'gantry_order'
export const REFERENCE = 'gantry_reference'
/** Set on a draft that was voided: Stripe voids only what is finalized. */
export const WITHDRAWN = 'gantry_withdrawn'

/** The id that ties the record to the first request it comes from: a repeat of a call carries the same one. */
export const CORRELATION = 'gantry_correlation'

export const originMetadata = (origin: Origin, correlation: string): Record<string, string> => ({
  [CORRELATION]: correlation,
  [REFERENCE]: origin.reference,
  [ORDER]: origin.order,
  gantry_legal_entity: origin.legalEntity,
  gantry_customer: origin.customerReference,
})

/** Undefined where Gantry did not make the record. */
export function originOf(metadata: Metadata): Origin | undefined {
  const { [REFERENCE]: reference, [ORDER]: order, gantry_legal_entity, gantry_customer } = metadata ?? {}
  if (!reference || !order || !gantry_legal_entity || !gantry_customer) return undefined
  return { reference, order, legalEntity: gantry_legal_entity, customerReference: gantry_customer }
}

/** Of an invoice, or of the subscription it renews. */
export const correlationOf = (...records: Metadata[]): string | undefined =>
  records.map((metadata) => metadata?.[CORRELATION]).find((correlation) => correlation)

export const foreign = (record: string, id: string) =>
  refused('foreign-record', `The ${record} was not made by Gantry.`, `${id} lacks Gantry's metadata.`)

export const lineMetadata = (line: { id: string; sku: string; quantity: string }, position: number) => ({
  gantry_line: line.id,
  gantry_sku: line.sku,
  gantry_quantity: line.quantity,
  // Stripe does not promise an order of lines.
  gantry_position: String(position),
})
