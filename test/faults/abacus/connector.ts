import { defineConnector, type Fetch, provide, z } from '@gantry/core/connector'
import { IntegrationError } from '@gantry/core/errors'
import { type LedgerDraft, ledger } from './contract.ts'

type Kind = 'order' | 'invoice' | 'payment' | 'reversal' | 'receipt'
type Document = { id: string; reference: string; state: string }
type Vendor = {
  baseUrl: string
  fetch: Fetch
  exclusively: <T>(reference: string, work: () => Promise<T>) => Promise<T>
}

/** What each kind of document books. */
const LINES: Record<Kind, readonly (readonly [account: string, side: 'debit' | 'credit'])[]> = {
  order: [],
  receipt: [],
  invoice: [
    ['receivable', 'debit'],
    ['revenue', 'credit'],
  ],
  payment: [
    ['cash', 'debit'],
    ['receivable', 'credit'],
  ],
  reversal: [
    ['revenue', 'debit'],
    ['receivable', 'credit'],
  ],
}

/** The vendor makes a second document of a second request: look up, then create, one worker at a time for a reference. */
const once = (vendor: Vendor, kind: Kind, { reference, amount, declined }: LedgerDraft): Promise<Document> =>
  vendor.exclusively(`${kind}:${reference}`, async () => {
    const known = await find(vendor, kind, reference)
    if (known) return known
    const lines = LINES[kind].map(([account, side]) => ({ account, side, amount }))
    return ask<Document>(vendor, '/documents', { kind, reference, amount, lines, declined })
  })

async function find(vendor: Vendor, kind: Kind, reference: string): Promise<Document | undefined> {
  const { documents } = await ask<{ documents: Document[] }>(
    vendor,
    `/documents?${new URLSearchParams({ kind, reference })}`,
  )
  return documents[0]
}

async function cancel(vendor: Vendor, reference: string): Promise<Document> {
  const known = await find(vendor, 'order', reference)
  if (!known) throw new IntegrationError('not-found', `The ledger has no order ${reference}.`, { kind: 'data' })
  return known.state === 'cancelled' ? known : ask<Document>(vendor, `/documents/${known.id}/cancel`, {})
}

async function ask<T>({ baseUrl, fetch }: Vendor, path: string, body?: object): Promise<T> {
  const init = body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(baseUrl + path, init)
  let answer: T & { message?: string }
  try {
    answer = (await response.json()) as T & { message?: string }
  } catch (cause) {
    const options = { kind: 'transient', outcomeUnknown: body !== undefined, cause } as const
    throw new IntegrationError('answer-cut-off', 'The answer of the ledger was cut off.', options)
  }
  if (response.ok) return answer
  const transient = response.status === 429 || response.status >= 500
  const retryAfterS = Number(response.headers.get('retry-after') ?? 0)
  throw new IntegrationError(transient ? 'ledger-busy' : 'ledger-refused', answer.message ?? 'The ledger refuses.', {
    kind: transient ? 'transient' : 'data',
    detail: `${path.split('?')[0]}: ${response.status}`,
    ...(retryAfterS > 0 && { retryAfterMs: retryAfterS * 1000 }),
  })
}

export default defineConnector({
  name: 'abacus',
  title: 'Abacus',
  config: z.object({ baseUrl: z.url() }),
  limits: { requestsPerSecond: 2000, concurrency: 128 },
  connect: ({ config, fetch, exclusively }): Vendor => ({ ...config, fetch, exclusively }),
  provides: [
    provide(ledger, (vendor: Vendor) => ({
      bookOrder: ({ body }) => once(vendor, 'order', body),
      cancelOrder: ({ reference }) => cancel(vendor, reference),
      postInvoice: ({ body }) => once(vendor, 'invoice', body),
      reverseInvoice: ({ body }) => once(vendor, 'reversal', body),
      applyPayment: ({ body }) => once(vendor, 'payment', body),
      fileReceipt: ({ body }) => once(vendor, 'receipt', body),
    })),
  ],
  manifest: {
    'ledger.bookOrder': { repeat: 'lookup' },
    'ledger.cancelOrder': { repeat: 'natural' },
    'ledger.postInvoice': { repeat: 'lookup' },
    'ledger.reverseInvoice': { repeat: 'lookup' },
    'ledger.applyPayment': { repeat: 'lookup' },
    'ledger.fileReceipt': { repeat: 'lookup' },
  },
  conformance: 'unverified',
  sandbox: () => import('./sandbox.ts'),
  rehearsal: () => import('./rehearsal.ts'),
})
