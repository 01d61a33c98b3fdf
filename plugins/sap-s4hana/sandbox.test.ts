import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { executeHttpRequest } from '@sap-cloud-sdk/http-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CUSTOMER, stockUp } from './test-drafts.ts'
import { call, openTestSystem, type TestSystem, USER } from './test-system.ts'

const SHARED = process.env.GANTRY_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url))
const WSDL = `${SHARED}/vendor-specs/sap-s4hana/soap/JOURNALENTRYCREATEREQUESTCONFI.wsdl`

let system: TestSystem
let customer: string
beforeAll(async () => {
  system = await openTestSystem()
  await stockUp(system)
  customer = (await system.erp.upsertCustomer({ reference: 'SDK', body: { ...CUSTOMER, legalEntity: 'EMEA' } }, call()))
    .id
})
afterAll(() => system.close())

const authorization = `Basic ${Buffer.from(`${USER.user}:${USER.password}`).toString('base64')}`
const ORDERS = '/sap/opu/odata/sap/API_SALES_ORDER_SRV/A_SalesOrder'
const V4 = '/sap/opu/odata4/sap/api_salesorder/srvd_a2x/sap/salesorder/0001'

async function session(): Promise<Record<string, string>> {
  const opened = await fetch(`${system.url}/sap/opu/odata/sap/API_PRODUCT_SRV/`, {
    headers: { authorization, 'x-csrf-token': 'Fetch' },
  })
  return {
    authorization,
    'content-type': 'application/json',
    'x-csrf-token': opened.headers.get('x-csrf-token')!,
    cookie: opened.headers.getSetCookie()[0]!.split(';')[0]!,
  }
}
const companyCode = async () =>
  (await system.table<Record<string, string>>('A_CompanyCode')).find((row) => row.CompanyCodeName === 'EMEA')!
    .CompanyCode!

describe('the vendor’s own client', () => {
  test('of the SAP Cloud SDK fetches a token, creates an order by deep insert and reads it', async () => {
    const destination = { url: system.url, username: USER.user, password: USER.password }
    const organization = await companyCode()
    const created = await executeHttpRequest(
      destination,
      {
        method: 'post',
        url: ORDERS,
        data: {
          SalesOrderType: 'OR',
          SalesOrganization: organization,
          DistributionChannel: '10',
          OrganizationDivision: '00',
          SoldToParty: customer,
          PurchaseOrderByCustomer: 'SDK-1',
          SalesOrderDate: '/Date(1772323200000)/',
          to_Item: { results: [{ Material: 'CHAI', RequestedQuantity: '2' }] },
        },
      },
      { fetchCsrfToken: true },
    )
    expect(created.status).toBe(201)
    const read = await executeHttpRequest(destination, {
      method: 'get',
      url: `${ORDERS}?${new URLSearchParams({
        $filter: "PurchaseOrderByCustomer eq 'SDK-1' and SalesOrderDate eq datetime'2026-03-01T00:00:00'",
        $select: 'SalesOrder,TotalNetAmount,to_Item/Material',
        $expand: 'to_Item',
        $inlinecount: 'allpages',
        $format: 'json',
      })}`,
    })
    expect(read.data.d).toMatchObject({
      __count: '1',
      results: [{ SalesOrder: created.data.d.SalesOrder, to_Item: { results: [{ Material: 'CHAI' }] } }],
    })
  })

  test.skipIf(!existsSync(WSDL))(
    'generated from the published WSDL posts a journal entry and reads its confirmation',
    async () => {
      const { soap } = await import('strong-soap')
      const client = await promisify(soap.createClient)(WSDL, {})
      client.setSecurity(new soap.BasicAuthSecurity(USER.user, USER.password))
      client.setEndpoint(`${system.url}/sap/bc/srt/scs_ext/sap/journalentrycreaterequestconfi`)
      const organization = await companyCode()
      const header = (id: string) => ({ ID: id, CreationDateTime: '2026-03-01T00:00:00Z' })
      const amount = (value: string) => ({ $attributes: { currencyCode: 'EUR' }, $value: value })
      const entry = {
        OriginalReferenceDocumentType: 'BKPFF',
        BusinessTransactionType: 'RFBU',
        AccountingDocumentType: 'DR',
        CreatedByUser: 'TEST',
        CompanyCode: organization,
        DocumentDate: '2026-03-01',
        PostingDate: '2026-03-01',
        Item: [{ GLAccount: '41000000', AmountInTransactionCurrency: amount('-10.00'), DebitCreditCode: 'H' }],
        DebtorItem: [
          {
            ReferenceDocumentItem: '1',
            Debtor: customer,
            AmountInTransactionCurrency: amount('10.00'),
            DebitCreditCode: 'S',
          },
        ],
      }
      const result = await promisify(client.JournalEntryCreateRequestConfirmation_In)({
        JournalEntryBulkCreateRequest: {
          MessageHeader: header('SOAP-1'),
          JournalEntryCreateRequest: [{ MessageHeader: header('SOAP-1-1'), JournalEntry: entry }],
        },
      })
      expect(JSON.stringify(result)).toMatch(/"AccountingDocument":"18\d{8}"/)
    },
  )
})

describe('the gateway', () => {
  test('asks for credentials, for a token that goes with its session, and for the state that is changed', async () => {
    const path = `${system.url}/sap/opu/odata/sap/API_PRODUCT_SRV/A_ProductDescription(Product='CHAI',Language='EN')`
    expect((await fetch(path)).status).toBe(401)
    const body = JSON.stringify({ ProductDescription: 'Tea' })
    const patch = (headers: Record<string, string>) => fetch(path, { method: 'PATCH', headers, body })
    const bare = await patch({ authorization, 'content-type': 'application/json' })
    expect([bare.status, bare.headers.get('x-csrf-token')]).toEqual([403, 'Required'])
    const opened = await session()
    const { cookie: _, ...withoutSession } = opened
    expect((await patch(withoutSession)).status).toBe(403)
    expect((await patch(opened)).status).toBe(428)
    expect((await patch({ ...opened, 'if-match': `W/"'stale'"` })).status).toBe(412)
    const read = (await (await fetch(path, { headers: { authorization } })).json()) as {
      d: { __metadata: { etag: string } }
    }
    expect((await patch({ ...opened, 'if-match': read.d.__metadata.etag })).status).toBe(204)
    expect((await patch({ ...opened, 'if-match': read.d.__metadata.etag })).status).toBe(412)
  })

  test('speaks V2 and V4 as they differ: errors, decimals, dates, counts', async () => {
    const get = async (path: string, accept = 'application/json') =>
      (await (await fetch(system.url + path, { headers: { authorization, accept } })).json()) as Record<string, never>
    expect(await get(`${ORDERS}('404')`)).toMatchObject({ error: { message: { lang: 'en' } } })
    expect(await get(`${V4}/SalesOrder/404`)).toMatchObject({ error: { message: expect.any(String) } })
    expect(await get(`${ORDERS}?$filter=Nothing eq 'x'`)).toHaveProperty('error')
    await system.erp.createSalesOrder(
      { body: { ...(await import('./test-drafts.ts')).salesOrder('V2-V4').body } },
      call(),
    )
    const filter = `$filter=${encodeURIComponent("PurchaseOrderByCustomer eq 'V2-V4' or substringof('V2-V4',PurchaseOrderByCustomer)")}`
    expect(await get(`${ORDERS}?${filter}&$top=1&$inlinecount=allpages`)).toMatchObject({
      d: { __count: '1', results: [{ TotalNetAmount: '130.00', SalesOrderDate: '/Date(1772323200000)/' }] },
    })
    const v4 = `${V4}/SalesOrder?$filter=${encodeURIComponent("PurchaseOrderByCustomer eq 'V2-V4'")}&$count=true`
    expect(await get(v4)).toMatchObject({
      '@odata.count': 1,
      value: [{ TotalNetAmount: 130, SalesOrderDate: '2026-03-01' }],
    })
    const exact = 'application/json;IEEE754Compatible=true'
    expect(await get(v4, exact)).toMatchObject({ value: [{ TotalNetAmount: '130.00' }] })
  })

  test('describes itself in $metadata of either version', async () => {
    for (const root of ['/sap/opu/odata/sap/API_BUSINESS_PARTNER', V4]) {
      const text = await (await fetch(`${system.url}${root}/$metadata`, { headers: { authorization } })).text()
      expect(text).toMatch(/<EntityType Name="\w+"><Key>.*<NavigationProperty /)
    }
  })

  test('a change set happens as a whole or not at all', async () => {
    const opened = await session()
    const [item] = await system.table<Record<string, string>>('SalesOrderItem')
    const path = (key: string) => `SalesOrderItem/${item!.SalesOrder}/${key}`
    const change = (address: string) =>
      [
        '--c',
        'Content-Type: application/http',
        'Content-Transfer-Encoding: binary',
        '',
        `PATCH ${address} HTTP/1.1`,
        'Content-Type: application/json',
        'If-Match: *',
        '',
        '{"SalesDocumentRjcnReason":"00"}',
        '',
      ].join('\r\n')
    const batch = [
      '--b',
      'Content-Type: multipart/mixed; boundary=c',
      '',
      change(path(item!.SalesOrderItem!)) + change(path('990')),
      '--c--',
      '--b--',
      '',
    ].join('\r\n')
    const response = await fetch(`${system.url}${V4}/$batch`, {
      method: 'POST',
      headers: { ...opened, 'content-type': 'multipart/mixed; boundary=b' },
      body: batch,
    })
    expect(await response.text()).toMatch(/HTTP\/1\.1 404/)
    const after = (await system.table<Record<string, string>>('SalesOrderItem')).find(
      (row) => row.SalesOrder === item!.SalesOrder && row.SalesOrderItem === item!.SalesOrderItem,
    )
    expect(after).toEqual(item)
  })
})
