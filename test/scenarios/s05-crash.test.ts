import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { atStage, booksOf, expectAgreement } from '../books.ts'
import { eventually, Landscape } from '../landscape.ts'
import { careLine, line, quote, quoted, setUp } from '../sales.ts'

type Run = { steps: { step: string; state: string }[] }

let landscape: Landscape
const workers: ChildProcess[] = []
beforeAll(async () => {
  landscape = await Landscape.start({ work: false })
  await setUp(landscape)
})
afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL')
  await landscape?.stop()
})

async function startWorker(): Promise<ChildProcess> {
  const worker = fork(fileURLToPath(new URL('../worker.ts', import.meta.url)))
  workers.push(worker)
  const { databaseUrl, environment, tenant, identityKey } = landscape
  worker.send({ databaseUrl, environment, tenant, identityKey })
  await once(worker, 'message')
  return worker
}

test('S05 the process dies between billing and ERP: it resumes; no second subscription', async () => {
  const first = await startWorker()
  await quoted(landscape, 'Q-5', quote({ lines: [line(), careLine()] }))
  // The ERP takes so long over the sales order that the worker can be killed while it waits. The request goes on in
  // NetSuite all the same: it books the order that the next worker asks for again.
  await landscape.faults('netsuite', { latencyMs: 1500, only: 'POST /services/rest/record/v1/salesOrder' })
  await landscape.act('salesforce', 'close-won', { quotes: ['Q-5'] })
  await eventually('billing is done with the subscription', async () => {
    const { body } = await landscape.call<{ items: { id: string }[] }>(
      '/process/operations/v1/runs?subject=Q-5&flow=order-activation',
    )
    const run = body.items[0] && (await landscape.call<Run>(`/process/operations/v1/runs/${body.items[0].id}`)).body
    return run?.steps.some(({ step, state }) => step === 'subscription' && state === 'done')
  })
  const [subscription] = (await booksOf(landscape, 'Q-5')).subscriptions
  const ended = once(first, 'exit')
  first.kill('SIGKILL')
  await ended
  expect((await booksOf(landscape, 'Q-5')).salesOrders).toEqual([])
  await landscape.faults('netsuite', {})
  await landscape.act('stripe', 'customers', { default: 'pay' })
  await startWorker()
  await atStage(landscape, 'Q-5', 'paid')
  const books = await booksOf(landscape, 'Q-5')
  expect(books.subscriptions).toMatchObject([{ id: subscription!.id, state: 'active' }])
  expect(books.orders).toHaveLength(1)
  expect(books.payments).toHaveLength(1)
  expectAgreement(books, { net: '1030.00', tax: '80.44', gross: '1110.44' })
})
