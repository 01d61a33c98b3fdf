import type { Client } from '@gantry/core/contract'
import { IntegrationError } from '@gantry/core/errors'
import { callOf, TestEngine } from '@gantry/core/testing/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { textOf } from './blocks.ts'
import {
  collecting,
  ledger as contract,
  disputing,
  lenient,
  monthEnd,
  posting,
  reminding,
  writingOff,
} from './flows.ts'

/** What the ledger holds: posted or void. */
const books = new Map<string, string>()
const ledger: Client<typeof contract> = {
  listInvoices: async () => ({ items: [] }),
  postInvoice: async ({ reference, body }) => {
    if (reference === 'closed') throw new IntegrationError('period-closed', 'The period is closed.', { kind: 'policy' })
    books.set(reference, 'posted')
    return body
  },
  voidInvoice: async ({ reference }) => {
    books.set(reference, 'void')
    return invoice(reference)
  },
}
const invoice = (number: string) => ({ id: number, number, gross: '119.00' })

const flows = [posting, collecting, reminding, writingOff, disputing, monthEnd, lenient]
let engine: TestEngine
beforeAll(async () => {
  engine = await TestEngine.open(flows)
  await engine.work({ clientsOf: () => ({ ledger }) })
})
afterAll(() => engine.close())

const output = async (run: string) => (await engine.reaches(run, 'completed')).output

test('the example of steps', async () => {
  expect(await output(await engine.start(posting, invoice('I-1')))).toEqual({ posted: 'I-1' })
  expect(books.get('I-1')).toBe('posted')
})

test('the example of a wait, an event and a local step', async () => {
  const run = await engine.start(collecting, invoice('I-2'))
  await engine.reaches(run, 'waiting')
  await engine.publish({ event: contract.events.invoicePaid, data: invoice('I-2') })
  expect(await output(run)).toMatchObject({ gross: '119.00', open: expect.any(Number) })
})

test('the example of a sleep and of steps at the same time', async () => {
  const run = await engine.start(reminding, { number: 'I-3', days: [7, 14] })
  expect(await output(run)).toEqual(['I-3: day 7', 'I-3: day 14'])
})

test('the example of an approval', async () => {
  const run = await engine.start(writingOff, invoice('I-4'))
  const { id, ask } = await engine.approval(run)
  expect(ask).toBe('Write 119.00 off?')
  const fiona = callOf({ identity: { tenant: 'test', principal: 'fiona', scopes: ['approve.finance'] } })
  await engine.engine.approve(id, 'The debtor is insolvent.', fiona)
  expect(await output(run)).toEqual({ by: 'fiona' })
  expect(books.get('I-4')).toBe('void')
})

test('the example of a signal', async () => {
  const run = await engine.start(disputing, { number: 'I-5' })
  await engine.engine.signal(disputing, 'I-5', 'settled', { credit: '20.00' }, { ...callOf(), id: 'mail-7' })
  expect(await output(run)).toEqual({ number: 'I-5', credit: '20.00' })
})

test('the example of children', async () => {
  const invoices = ['I-6', 'I-7', 'I-8'].map(invoice)
  expect(await output(await engine.start(monthEnd, { month: '2026-10', invoices }))).toEqual(['I-6', 'I-7', 'I-8'])
})

test('the example of a failure that the flow expects', async () => {
  expect(await output(await engine.start(lenient, invoice('closed')))).toBe('left for the next period')
})

test('every rule of the page has its test', () => {
  const rows = [...textOf('docs/flows.md').matchAll(/^\|[^|]+\| \[([^\]]+)\]\([^)]+\) +\| ([^|]+?) +\|$/gm)]
  expect(rows.length).toBeGreaterThan(40)
  for (const [, file, name] of rows) expect(textOf(file!).replaceAll("\\'", "'"), file).toContain(name)
})
