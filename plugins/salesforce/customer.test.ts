import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { customer, failed } from './test-drafts.ts'
import { call, openOrg, type TestOrg } from './test-org.ts'

let org: TestOrg
let { crm } = {} as ReturnType<TestOrg['connect']>
const writes = () => org.books.effects

beforeEach(async () => {
  org = await openOrg()
  ;({ crm } = org.connect())
})
afterEach(() => org.close())

describe('customers', () => {
  test('come back as they were written, and are not written again', async () => {
    const created = await crm.upsertCustomer({ reference: 'C-1', body: customer }, call())
    expect(created).toMatchObject({ reference: 'C-1', ...customer })
    expect(created.id).toMatch(/^001\w{15}$/)
    const before = writes()
    await crm.upsertCustomer({ reference: 'C-1', body: customer }, call())
    expect(writes()).toBe(before)
    expect(await crm.getCustomer({ reference: 'C-1' }, call())).toEqual(created)
    expect(await org.ledger('customer')).toHaveLength(1)
  })

  test('keep what an update does not know', async () => {
    await crm.upsertCustomer({ reference: 'C-1', body: customer }, call())
    const updated = await crm.upsertCustomer({ reference: 'C-1', body: { name: 'New name' } }, call())
    expect(updated).toMatchObject({ name: 'New name', taxId: customer.taxId, email: customer.email })
  })

  test('unknown ones are not found', async () => {
    const error = await failed(crm.getCustomer({ reference: "C-' OR Name != '" }, call()))
    expect(error).toMatchObject({ code: 'not-found', kind: 'data', status: 404 })
  })

  test('with a country that is no code are named', async () => {
    await crm.upsertCustomer({ reference: 'C-1', body: customer }, call())
    const row = org.books.find<{ Id: string }>('Account', () => true)!
    const token = await session()
    await fetch(`${org.url}/services/data/v62.0/sobjects/Account/${row.Id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ BillingCountry: 'Germany' }),
    })
    expect(await failed(crm.getCustomer({ reference: 'C-1' }, call()))).toMatchObject({ code: 'country-unknown' })
  })
})

async function session(): Promise<string> {
  const response = await fetch(`${org.url}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'sandbox-client',
      client_secret: 'sandbox-secret',
    }),
  })
  return ((await response.json()) as { access_token: string }).access_token
}
