import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { judge } from './oracle.ts'

type Line = { table: string; id: string; record: object }

const kept = { reference: 'S-1', amount: '10.50', declined: false }
const declined = { reference: 'S-2', amount: '7.25', declined: true }

const entry = (kind: string, reference: string, amount: string, accounts: string[] = []) => ({
  kind,
  reference,
  amount,
  state: 'booked',
  lines: accounts.map((account, index) => ({ account, side: index === 0 ? 'debit' : 'credit', amount })),
})
const document = (id: string, record: object): Line => ({ table: 'document', id, record })
const invoice = (reference: string, status: string, total: number): Line => ({
  table: 'invoices',
  id: `in_${reference}`,
  record: { metadata: { gantry_reference: reference }, status, total },
})

/** Books in which all is as it should be. */
const whole = (): Record<string, Line[]> => ({
  netsuite: [kept, declined].map(({ reference }) => ({
    table: 'customer',
    id: `n-${reference}`,
    record: { externalId: reference },
  })),
  stripe: [
    ...[kept, declined].map(({ reference }) => ({
      table: 'customers',
      id: `cus_${reference}`,
      record: { metadata: { gantry_reference: reference } },
    })),
    invoice('S-1', 'open', 1050),
    invoice('S-2', 'open', 725),
    // The line that counts is the last.
    invoice('S-2', 'void', 725),
  ],
  abacus: [
    document('A1', entry('order', 'S-1', '10.50')),
    document('A2', entry('order', 'S-2', '7.25')),
    document('A3', entry('invoice', 'S-1', '10.50', ['receivable', 'revenue'])),
    document('A4', entry('invoice', 'S-2', '7.25', ['receivable', 'revenue'])),
    document('A5', entry('payment', 'S-1', '10.50', ['cash', 'receivable'])),
    document('A6', entry('reversal', 'S-2', '7.25', ['revenue', 'receivable'])),
    document('A2', { ...entry('order', 'S-2', '7.25'), state: 'cancelled' }),
  ],
})

let dir: string
let books: Record<string, Line[]>
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gantry-oracle-'))
})
beforeEach(() => {
  books = whole()
})
afterAll(() => rm(dir, { recursive: true }))

async function judged() {
  for (const [vendor, lines] of Object.entries(books))
    await writeFile(join(dir, vendor), lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  return judge({ booksOf: (vendor) => join(dir, vendor), feeds: false, erp: 'none' }, [kept, declined])
}

test('finds nothing where all is as it should be', async () => {
  expect(await judged()).toEqual({ effects: 16, duplicates: [], lost: [], wrong: [], debits: 3550n, credits: 3550n })
})

test('finds a second document, though the sums still balance', async () => {
  books.abacus!.push(document('A7', entry('order', 'S-1', '10.50')))
  expect(await judged()).toMatchObject({ duplicates: ['order S-1 A7'], lost: [], wrong: [] })
})

test('finds a second posting, and what it does to the accounts', async () => {
  books.abacus!.push(document('A7', entry('invoice', 'S-1', '10.50', ['receivable', 'revenue'])))
  const { duplicates, wrong } = await judged()
  expect(duplicates).toEqual(['posting S-1 A7'])
  expect(wrong).toEqual(['receivable is off by 1050', 'revenue is off by -1050'])
})

test('finds what is missing', async () => {
  books.abacus = books.abacus!.filter(({ id }) => id !== 'A6')
  expect((await judged()).lost).toEqual(['reversal S-2'])
})

test('finds what was left standing, another amount, and what nobody asked for', async () => {
  books.stripe = books.stripe!.slice(0, -1)
  books.abacus![0] = document('A1', entry('order', 'S-1', '99.00'))
  books.abacus!.push(document('A7', entry('payment', 'S-2', '7.25', ['cash', 'receivable'])))
  const { wrong } = await judged()
  expect(wrong).toContain('invoice S-2 in_S-2')
  expect(wrong).toContain('order S-1 A1')
  expect(wrong).toContain('payment S-2: 1 nobody asked for')
})
