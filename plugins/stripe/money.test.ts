import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callWith, invoiceDraft, lineOf, newCustomer, type Rig, startRig } from './rig.ts'

let rig: Rig
let customer: string
beforeAll(async () => {
  rig = await startRig()
  customer = (await newCustomer(rig)).id
})
afterAll(() => rig.close())

const usd = (amount: string) => ({ currency: 'USD', amount })
let count = 0
async function billed(...lines: ReturnType<typeof lineOf>[]) {
  const reference = `Q-${++count}`
  const body = invoiceDraft(customer, lines, { reference, order: reference })
  const { id } = await rig.billing.createInvoice({ body }, callWith(`${reference}:i`))
  await rig.billing.finalizeInvoice({ id }, callWith(`${reference}:f`))
  return { id, reference }
}
const pay = (invoice: string, amount?: string) =>
  rig.act<{ payment_intent: string }>('pay', { invoice, ...(amount && { amount }) })
const credit = (
  reference: string,
  invoice: string,
  of: ReturnType<typeof lineOf>,
  paidPart: 'refund' | 'balance' | 'elsewhere',
) => {
  const { id: line, net, tax, gross } = of
  return rig.billing.createCreditNote(
    { body: { reference, invoice, paidPart, lines: [{ line, net, tax, gross }] } },
    callWith(reference),
  )
}

describe('a credit note', () => {
  test('comes off what is open first, and the rest goes where it is told to', async () => {
    const { id } = await billed(lineOf('1', '100', '19'), lineOf('2', '10'))
    const { payment_intent } = await pay(id, '50.00')
    const note = await credit('CN-1', id, lineOf('1', '100', '19'), 'refund')
    expect(note).toMatchObject({ reference: 'CN-1', gross: usd('119.00'), tax: usd('19.00'), fromOpen: usd('79.00') })
    expect(note.lines).toEqual([{ line: '1', net: usd('100.00'), tax: usd('19.00'), gross: usd('119.00') }])
    expect(await rig.billing.getInvoice({ id }, callWith())).toMatchObject({ state: 'paid', open: usd('0.00') })
    const refunds = (await rig.ledger()).filter(({ kind }) => kind === 'refund')
    expect(refunds.map(({ gross }) => gross)).toEqual(['40.00'])
    expect(await rig.payments.getPayment({ id: payment_intent }, callWith())).toMatchObject({ state: 'succeeded' })
    expect(await rig.billing.getCreditNote({ id: note.id }, callWith())).toEqual(note)
  })

  test('is not more than its line, nor of a line that is not there', async () => {
    const { id } = await billed(lineOf('1', '100'))
    await expect(credit('CN-2', id, lineOf('1', '101'), 'balance')).rejects.toMatchObject({ code: 'vendor-refused' })
    await expect(credit('CN-3', id, lineOf('9', '1'), 'balance')).rejects.toMatchObject({ code: 'line-missing' })
    await expect(credit('CN-4', id, lineOf('1', '1', '0.19'), 'balance')).rejects.toMatchObject({
      code: 'line-untaxed',
    })
  })
})

describe('a payout', () => {
  test('is the sum of what it settles, less the fees', async () => {
    const { id } = await billed(lineOf('1', '100'))
    const { payment_intent: payment } = await pay(id)
    await rig.payments.refundPayment({ id: payment, body: { reference: 'R-1', amount: usd('30') } }, callWith('R-1'))
    const { payout } = await rig.act<{ payout: string }>('payout', { currency: 'usd' })
    const told = await rig.payments.getPayout({ id: payout }, callWith())
    const { items } = await rig.payments.listPayoutEntries({ id: payout, query: {} }, callWith())
    const cents = items.reduce((sum, { net }) => sum + Math.round(Number(net.amount) * 100), 0)
    expect(told).toMatchObject({ state: 'paid', amount: usd((cents / 100).toFixed(2)) })
    const own = items.filter((entry) => entry.payment === payment)
    expect(own.map(({ kind, amount }) => `${kind} ${amount.amount}`).sort()).toEqual([
      'payment 100.00',
      'refund -30.00',
    ])
  })
})

describe('a refund', () => {
  test('of more than was paid is refused', async () => {
    const { id } = await billed(lineOf('1', '10'))
    const { payment_intent: payment } = await pay(id)
    const refund = (reference: string, amount: string) =>
      rig.payments.refundPayment({ id: payment, body: { reference, amount: usd(amount) } }, callWith(reference))
    await refund('R-2', '10')
    expect(await rig.payments.getPayment({ id: payment }, callWith())).toMatchObject({ state: 'refunded' })
    await expect(refund('R-3', '1')).rejects.toMatchObject({ code: 'vendor-refused', kind: 'data' })
  })
})

describe('usage', () => {
  test('is told once, and not of a meter nobody set up', async () => {
    await rig.act('meter', { event: 'calls' })
    const usage = { reference: 'U-1', customer, meter: 'calls', quantity: '2.5', at: new Date().toISOString() }
    for (const key of ['a', 'b']) await rig.billing.recordUsage({ body: usage }, callWith(key))
    expect((await rig.ledger()).filter(({ kind }) => kind === 'usage')).toHaveLength(1)
    await expect(
      rig.billing.recordUsage({ body: { ...usage, reference: 'U-2', meter: 'none' } }, callWith('c')),
    ).rejects.toMatchObject({ kind: 'data' })
  })

  test('of unknown outcome for a day is not told again: a person decides', async () => {
    await rig.act('meter', { event: 'calls' })
    const usage = { reference: 'U-3', customer, meter: 'calls', quantity: '1', at: new Date().toISOString() }
    const day = 86_400_000
    const since = (ago: number) => ({ ...callWith('d'), deadline: Date.now(), uncertainSince: Date.now() - ago })
    await expect(rig.billing.recordUsage({ body: usage }, since(day))).rejects.toMatchObject({
      code: 'key-expired',
      kind: 'policy',
      outcomeUnknown: true,
    })
    expect((await rig.ledger()).filter(({ reference }) => reference === 'U-3')).toEqual([])
  })
})
