import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Stripe from 'stripe'
import { afterEach, beforeEach, expect, test } from 'vitest'

const MAIN = join(import.meta.dirname, '../../../core/sandbox/main.ts')

let dir: string
let child: ChildProcess
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gantry-stripe-'))
})
afterEach(async () => {
  child.kill('SIGKILL')
  await rm(dir, { recursive: true })
})

/** The sandbox as a process of its own, as it runs outside of tests. */
async function start() {
  child = fork(MAIN, [join(import.meta.dirname, 'sandbox.ts'), '--dir', dir], { execArgv: [] })
  const [{ ready }] = (await once(child, 'message')) as [{ ready: string }]
  const { hostname, port } = new URL(ready)
  const stripe = new Stripe('sk_test_gantry_sandbox', {
    host: hostname,
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  })
  return { stripe, url: ready }
}

async function kill(): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

test('what was answered survives kill -9: the document, its key, and what its customer owes', async () => {
  const { stripe, url } = await start()
  await fetch(`${url}/_sandbox/actions/customers`, { method: 'POST', body: JSON.stringify({ default: 'pay' }) })
  const customer = await stripe.customers.create({ name: 'A' }, { idempotencyKey: 'customer' })
  const { id } = await stripe.invoices.create(
    { customer: customer.id, collection_method: 'send_invoice', days_until_due: 7 },
    { idempotencyKey: 'invoice' },
  )
  await stripe.invoices.addLines(id!, { lines: [{ amount: 1000 }] }, { idempotencyKey: 'lines' })
  await stripe.invoices.finalizeInvoice(id!, {}, { idempotencyKey: 'finalize' })
  await kill()
  const again = await start()
  expect((await again.stripe.customers.create({ name: 'A' }, { idempotencyKey: 'customer' })).id).toBe(customer.id)
  await again.stripe.invoices.finalizeInvoice(id!, {}, { idempotencyKey: 'finalize' })
  expect(await again.stripe.invoices.retrieve(id!)).toMatchObject({ status: 'paid', total: 1000, amount_remaining: 0 })
  const { data } = await again.stripe.invoicePayments.list({ invoice: id! })
  expect(data).toMatchObject([{ amount_paid: 1000, status: 'paid' }])
})
