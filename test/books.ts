import type { LedgerEntry } from '@gantry/canonical/ledger-entry'
import { expect } from 'vitest'
import { eventually, type Landscape, type SandboxName } from './landscape.ts'

/** Every document of one order, from each vendor's own books. */
export type Books = Awaited<ReturnType<typeof booksOf>>

export async function booksOf(landscape: Landscape, order: string) {
  const [crm, billing, tax, ...erps] = await Promise.all(
    (['salesforce', 'stripe', 'avalara', ...landscape.erps] as const).map((name) => landscape.ledger(name)),
  )
  const erp = erps.flat()
  const of = (entries: LedgerEntry[] | undefined, kind: string) =>
    entries!.filter((entry) => entry.kind === kind && (entry.order ?? entry.reference) === order)
  const payments = of(billing, 'payment')
  return {
    quotes: of(crm, 'quote'),
    orders: of(crm, 'order'),
    subscriptions: of(billing, 'subscription'),
    invoices: of(billing, 'invoice'),
    payments,
    salesOrders: of(erp, 'sales-order'),
    receivables: of(erp, 'invoice'),
    cash: erp.filter(
      (entry) => entry.kind === 'cash-application' && payments.some((payment) => payment.id === entry.reference),
    ),
    taxes: of(tax, 'tax'),
  }
}

/** Nothing that moves money: no bill, no booking, no tax, whatever the CRM says. */
export function expectNoEffect({ subscriptions, invoices, payments, salesOrders, receivables, cash, taxes }: Books) {
  expect({ subscriptions, invoices, payments, salesOrders, receivables, cash, taxes }).toEqual({
    subscriptions: [],
    invoices: [],
    payments: [],
    salesOrders: [],
    receivables: [],
    cash: [],
    taxes: [],
  })
}

/** In every system: net and tax make gross, lines make the header, and all documents of the order say the same. */
export function expectAgreement(
  { invoices, salesOrders, receivables, taxes }: Books,
  amounts: { net: string; tax?: string; gross?: string },
  currency = 'USD',
) {
  for (const documents of [invoices, salesOrders, receivables, taxes])
    expect(documents, JSON.stringify(documents)).toMatchObject([{ ...amounts, currency, lines: amounts }])
}

/** Waits until the CRM shows the order (or its quote) at a stage. */
export const atStage = (landscape: Landscape, order: string, stage: string): Promise<LedgerEntry> =>
  eventually(`${order} is ${stage} in the CRM`, async () => {
    const { orders, quotes } = await booksOf(landscape, order)
    return [...orders, ...quotes].find((entry) => entry.state.endsWith(`: ${stage}`))
  })

/** What the CRM view answers, once the projection behind it has caught up with the CRM. */
export const statusAt = (landscape: Landscape, order: string, stage: string) =>
  eventually(`${order} is ${stage} for the CRM view`, async () => {
    const { body } = await landscape.call(`/experience/crm/v1/orders/${order}`)
    return body.stage === stage && body
  })

export type Trail = {
  order: { reference: string; stage: string; message?: string; correlation: string; open?: { amount: string } }
  documents: { system: string; kind: string; id: string; number?: string }[]
}

export const trailOf = (landscape: Landscape, identifier: string) =>
  landscape.call<Trail>(`/process/order-trail/v1/trails/${encodeURIComponent(identifier)}`)

type OpenException = { id: string; code: string; kind: string; sentence: string; team: string; step: string }

/** Waits for an exception about an order. */
export const exceptionAbout = (landscape: Landscape, order: string): Promise<OpenException> =>
  eventually(`an exception about ${order}`, async () => {
    const { body } = await landscape.call<{ items: OpenException[] }>(
      `/process/operations/v1/exceptions?subject=${encodeURIComponent(order)}`,
    )
    return body.items[0]
  })

export async function resolve(landscape: Landscape, exception: OpenException, resolution: object): Promise<void> {
  const answer = await landscape.call(`/process/operations/v1/exceptions/${exception.id}/resolution`, {
    method: 'POST',
    body: { resolution, reason: 'Mended where it was wrong.' },
  })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
}

/** Waits until a sandbox's webhooks and callouts have all been acknowledged. */
export const delivered = (landscape: Landscape, sandbox: SandboxName) =>
  eventually(`all deliveries of ${sandbox}`, async () => (await landscape.stats(sandbox)).pendingDeliveries === 0)
