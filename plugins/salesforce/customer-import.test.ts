import type { CustomerImport } from '@gantry/crm-api/contract'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { customer, failed } from './test-drafts.ts'
import { call, openOrg, type TestOrg } from './test-org.ts'

let org: TestOrg
let { crm } = {} as ReturnType<TestOrg['connect']>

beforeEach(async () => {
  org = await openOrg()
  ;({ crm } = org.connect())
})
afterEach(() => org.close())

/** Goes on until it is completed; gives how often it had to. */
async function completed({ ticket }: CustomerImport) {
  for (let asked = 1; asked < 20; asked++) {
    const found = await crm.continueCustomerImport({ ticket }, call())
    if (found.state === 'completed') return { ...found, asked }
  }
  return expect.fail('The import never ended.')
}

const start = (customers: object[]) =>
  crm.startCustomerImport({ body: { customers: customers as { reference: string; name: string }[] } }, call())

describe('an import of customers', () => {
  test('saves them as single writes do, in requests that do not grow with their number', async () => {
    const customers = Array.from({ length: 450 }, (_, at) => ({ ...customer, reference: `C-${at}` }))
    const begun = await start(customers)
    expect(begun).toMatchObject({ state: 'running', saved: 0, refused: [] })
    const { asked, ...done } = await completed(begun)
    expect(done).toEqual({ ticket: begun.ticket, state: 'completed', saved: 450, refused: [] })
    expect(asked).toBeGreaterThan(1)
    expect(org.exchanges.length).toBeLessThan(20)
    expect(await org.ledger('customer')).toHaveLength(450)
    for (const reference of ['C-0', 'C-449'])
      expect(await crm.getCustomer({ reference }, call())).toMatchObject({ reference, ...customer })
    const before = org.books.effects
    await crm.upsertCustomer({ reference: 'C-7', body: customer }, call())
    expect(org.books.effects).toBe(before)
  })

  test('saves the good ones and names the others, each once and with the reason to mend', async () => {
    const { saved, refused } = await completed(
      await start([
        { ...customer, reference: 'C-1' },
        { ...customer, reference: 'C-2', phone: '1'.repeat(41) },
        { ...customer, reference: 'C-3', email: `${'x'.repeat(70)}@example.example` },
      ]),
    )
    expect(saved).toBe(1)
    expect(refused).toEqual([
      {
        reference: 'C-2',
        code: 'STRING_TOO_LONG',
        message: expect.stringMatching(/^Phone: data value too large.*\)$/),
      },
      { reference: 'C-3', code: 'STRING_TOO_LONG', message: expect.stringMatching(/^Email: data value too large/) },
    ])
    expect((await org.ledger('customer')).map(({ reference }) => reference)).toEqual(['C-1', 'C-3'])
  })

  test('keeps what it does not know, and empties what an address no longer has', async () => {
    await crm.upsertCustomer({ reference: 'C-1', body: customer }, call())
    const odd = 'Zoë "the first", Inc.\nBerlin'
    await completed(await start([{ reference: 'C-1', name: odd, billTo: { country: 'AT' } }]))
    const { billTo, ...found } = await crm.getCustomer({ reference: 'C-1' }, call())
    expect(found).toMatchObject({ name: odd, email: customer.email, taxId: customer.taxId })
    expect(billTo).toEqual({ country: 'AT' })
  })

  test('begun again after a lost answer makes no customer twice', async () => {
    for (const after of [0, 1, 2, 3, 4, 5]) {
      await org.faults({ commitThenDrop: 1, after, times: 1 })
      await start([{ ...customer, reference: 'C-1' }]).catch(() => {})
    }
    await org.faults({})
    const done = await completed(await start([{ ...customer, reference: 'C-1' }]))
    expect(done).toMatchObject({ saved: 1, refused: [] })
    expect(await org.ledger('customer')).toHaveLength(1)
  })

  test('goes on in another process, and by several at once', async () => {
    const begun = await start([{ ...customer, reference: 'C-1' }])
    await org.reopen()
    ;({ crm } = org.connect())
    await Promise.all(Array.from({ length: 5 }, () => crm.continueCustomerImport({ ticket: begun.ticket }, call())))
    expect(await completed(begun)).toMatchObject({ saved: 1 })
  })

  test('unknown is not found, and given up is told of with the reason', async () => {
    for (const ticket of ['x', '7505g0000000009AAA'])
      expect(await failed(crm.continueCustomerImport({ ticket }, call()))).toMatchObject({ kind: 'data' })
    const { ticket } = await start([{ ...customer, reference: 'C-1' }])
    await org.action('abort-jobs')
    const error = await failed(crm.continueCustomerImport({ ticket }, call()))
    expect(error).toMatchObject({ code: 'import-failed', kind: 'data', team: 'integration' })
  })
})
