import { strToU8, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestEnvironment, type TestEnvironment } from './test-environment.ts'

let environment: TestEnvironment
let token: string
beforeAll(async () => {
  environment = await openTestEnvironment({ settings: { company: 'usmf', packageMs: '60000' } })
  token = await environment.token()
})
afterAll(() => environment.close())

const send = (method: string, path: string, body?: object) =>
  fetch(`${environment.url}/data${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
const query = async (path: string) => (await (await send('GET', path)).json()) as { value: Record<string, unknown>[] }

describe('data packages', () => {
  const GROUPS = '/DataManagementDefinitionGroups/Microsoft.Dynamics.DataEntities.'
  const act = async (action: string, body: object) =>
    ((await (await send('POST', `${GROUPS}${action}`, body)).json()) as { value: string | boolean }).value

  test('upload, import, status by the clock, and the rows that were refused', async () => {
    const manifest =
      '<PackageManifestEntity><EntityName>Customers V3</EntityName><InputFilePath>c.csv</InputFilePath></PackageManifestEntity>'
    const csv =
      'CUSTOMERACCOUNT,ORGANIZATIONNAME,CUSTOMERGROUPID,SALESCURRENCYCODE\r\nP1,"One, Inc.",10,USD\r\nP2,Two,99,USD\r\n'
    const content = zipSync({
      'Manifest.xml': strToU8(manifest),
      'PackageHeader.xml': strToU8('<x/>'),
      'c.csv': strToU8(csv),
    })
    const { BlobUrl } = JSON.parse((await act('GetAzureWriteUrl', { uniqueFileName: 'p' })) as string) as {
      BlobUrl: string
    }
    const put = (headers: Record<string, string>) => fetch(BlobUrl, { method: 'PUT', headers, body: content })
    expect((await put({})).status).toBe(400)
    expect((await put({ 'x-ms-blob-type': 'BlockBlob' })).status).toBe(201)
    const executionId = await act('ImportFromPackage', {
      packageUrl: BlobUrl,
      definitionGroupId: 'Test',
      executionId: '',
      execute: true,
      overwrite: true,
      legalEntityId: 'usmf',
    })
    expect(await act('GetExecutionSummaryStatus', { executionId })).toBe('Executing')
    await fetch(`${environment.url}/_sandbox/clock`, { method: 'POST', body: JSON.stringify({ advanceMs: 60_000 }) })
    expect(await act('GetExecutionSummaryStatus', { executionId })).toBe('PartiallySucceeded')
    const asked = { executionId, entityName: 'Customers V3' }
    expect(await act('GenerateImportTargetErrorKeysFile', asked)).toBe(true)
    const refused = await (await fetch((await act('GetImportTargetErrorKeysFileUrl', asked)) as string)).text()
    expect(refused).toContain('"P2"')
    expect(refused).toContain('Customer group')
    expect(refused).not.toContain('"P1"')
    expect((await query("/CustomersV3?$filter=CustomerAccount eq 'P1'")).value).toMatchObject([
      { OrganizationName: 'One, Inc.' },
    ])
  })
})
