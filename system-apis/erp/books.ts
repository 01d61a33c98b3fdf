/**
 * What requests to the books of record are routed by: the legal entity, and the document's own date where it moves from
 * one system to another. A cut-over carries open orders and receivables over, as it does in every ERP project.
 */
export const byLegalEntity = {
  what: 'legal entity',
  of: ({ body, query }: { body?: Record<string, unknown>; query?: Record<string, unknown> }) => ({
    value: text(body?.legalEntity ?? query?.legalEntity),
    on: text(body?.orderedOn ?? body?.issuedOn ?? body?.receivedOn ?? query?.asOf),
  }),
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
