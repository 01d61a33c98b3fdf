import type { Company } from '@gantry/canonical/company'
import type { Call, Client } from '@gantry/core/contract'
import { client, type Transport } from '@gantry/core/contract/client'
import { IntegrationError } from '@gantry/core/errors'
import { cpq } from '@gantry/cpq-api/contract'
import { crm } from '@gantry/crm-api/contract'
import { erp } from '@gantry/erp-api/contract'
import PQueue from 'p-queue'
import type { BooksOfRecord } from './books-of-record.ts'
import type { SandboxName } from './processes.ts'

export type LoadOptions = {
  company: Company
  books: BooksOfRecord
  /** How the system APIs are reached. */
  transport: Transport
  call: Call
  act: (sandbox: SandboxName, action: string, body: object) => Promise<unknown>
  progress: (done: number, of: number) => void
}

/** A record that a system would not take; what depends on it is not taken either, and all else is. */
export type Refused = { record: string; sentence: string }

const CONCURRENCY = 12
const ATTEMPTS = 30
const BATCH = 20

/**
 * What the company's people do before Gantry comes in: legal entities set up, products and customers entered, every order
 * quoted in the CRM, and the deals closed. Each is an upsert: loading again what is there changes nothing. Returns what was
 * refused: those orders were never submitted.
 */
export async function loadCompany({ company, books, transport, call, act, progress }: LoadOptions): Promise<Refused[]> {
  const ports = { crm: client(crm, transport), cpq: client(cpq, transport), erp: client(erp, transport) }
  const { legalEntities, products, customers, quotes, taxRates } = company
  const currencies = [...new Set(quotes.map(({ draft }) => draft.currency))]
  for (const erp of books.used)
    await act(erp, 'company', {
      legalEntities: legalEntities.filter(({ name }) => books.of(name) === erp),
      currencies,
    })
  await act('avalara', 'company', { companies: legalEntities.map(({ name }) => name) })
  for (const { legalEntity, rate, taxCode } of taxRates)
    await act('avalara', 'rates', { company: legalEntity, rate, ...(taxCode && { taxCode }) })

  const held = new Set(quotes.filter(({ fate }) => fate.kind === 'hold').map(({ draft }) => draft.customer))
  const entityOf = new Map(quotes.map(({ draft }) => [draft.customer, draft.legalEntity]))
  const sellers = sellersOf(quotes)
  const total = products.length * 2 + customers.length + quotes.length
  let done = 0
  const refused = new Map<string, string>()
  const all = async (work: Work[]) => {
    const queue = new PQueue({ concurrency: CONCURRENCY })
    await queue.addAll(
      work.map(({ record, enter }) => async () => {
        try {
          await patiently(enter)
        } catch (error) {
          // Only what is wrong with this one record: anything else would meet all the others too.
          if (!(error instanceof IntegrationError && error.kind === 'data')) throw error
          refused.set(record, [error.message, error.detail].filter(Boolean).join(' '))
        }
        progress(++done, total)
      }),
    )
  }
  // Quotes need their customers and products; these need nothing.
  await all([
    ...products.flatMap(({ sku, draft }) => [
      { record: `product ${sku}`, enter: () => ports.cpq.upsertProduct({ sku, body: draft }, call) },
      {
        record: `product ${sku}`,
        // One after another: legal entities that share a system share the item too.
        enter: async () => {
          for (const legalEntity of sellers.get(sku) ?? [])
            await ports.erp.upsertItem({ sku, query: { legalEntity }, body: draft }, call)
        },
      },
    ]),
    ...customers.map(({ reference, draft }) => ({
      record: `customer ${reference}`,
      enter: async () => {
        await ports.crm.upsertCustomer({ reference, body: draft }, call)
        if (!held.has(reference)) return
        const body = { ...draft, legalEntity: entityOf.get(reference)! }
        await ports.erp.upsertCustomer({ reference, body }, call)
        await act(books.of(body.legalEntity), 'credit', { customer: reference, onHold: true })
      },
    })),
  ])
  for (const { reference, draft, fate } of quotes)
    if (fate.kind === 'refuse')
      await act(books.of(draft.legalEntity), 'refuse', {
        order: reference,
        code: 'USER_ERROR',
        message: 'Please enter a shipping method the warehouse offers for this item.',
      })
  await act('stripe', 'customers', {
    default: 'pay',
    orders: Object.fromEntries(
      quotes.flatMap(({ reference, fate }) =>
        fate.kind === 'part' ? [[reference, fate.fraction]] : fate.kind === 'wait' ? [[reference, 'wait']] : [],
      ),
    ),
  })
  // A batch of deals is closed while the next is being entered: the first orders are under way early.
  for (let from = 0; from < quotes.length; from += BATCH) {
    const batch = quotes.slice(from, from + BATCH)
    await all(batch.map((quote) => ({ record: orderOf(quote), enter: () => enterQuote(ports.cpq, quote, call) })))
    // Sales reps close them: the CRM itself then calls Gantry.
    const entered = batch.filter((quote) => !refused.has(orderOf(quote)))
    await act('salesforce', 'close-won', { quotes: entered.map(({ reference }) => reference) })
  }
  return [...refused].map(([record, sentence]) => ({ record, sentence }))
}

/** The legal entities that sell each product. */
function sellersOf(quotes: Company['quotes']): Map<string, Set<string>> {
  const sellers = new Map<string, Set<string>>()
  for (const { draft } of quotes)
    for (const { sku } of draft.lines) sellers.set(sku, (sellers.get(sku) ?? new Set()).add(draft.legalEntity))
  return sellers
}

type Work = { record: string; enter: () => Promise<unknown> }

const orderOf = ({ reference }: Company['quotes'][number]) => `order ${reference}`

async function enterQuote(port: Client<typeof cpq>, { reference, draft, fate }: Company['quotes'][number], call: Call) {
  // Signed, or called off before it came to that.
  const state = fate.kind === 'cancelled' ? 'cancelled' : 'accepted'
  try {
    await port.upsertQuote({ reference, body: { ...draft, state } }, call)
  } catch (error) {
    // An earlier start has brought it further than this.
    if (!(error instanceof IntegrationError && error.code === 'quote-ordered')) throw error
  }
}

/** A load goes on through a vendor's bad moments; whatever is refused for good ends it. */
async function patiently(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++)
    try {
      await work()
      return
    } catch (error) {
      if (!(error instanceof IntegrationError && error.retryable) || attempt === ATTEMPTS) throw error
      await new Promise((resolve) => setTimeout(resolve, error.retryAfterMs ?? 50 * attempt))
    }
}
