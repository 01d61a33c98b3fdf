import { randomUUID } from 'node:crypto'
import { IntegrationError } from '@gantry/core/errors'
import { strToU8, zipSync } from 'fflate'
import { z } from 'zod'
import type { Environment } from './environment.ts'

/** More rows than this go as a data package: one transaction of many thousand lines would outlive its request. */
export const ROWS_PER_CHANGESET = 500

/** The data project that imports run under. */
const PROJECT = 'Gantry'
const GROUPS = 'DataManagementDefinitionGroups'
const FIRST_PAUSE_MS = 100
const LAST_PAUSE_MS = 5_000
const GIVE_UP_MS = 10 * 60_000

const Value = z.object({ value: z.string() })
const WriteUrl = z.object({ BlobUrl: z.url() })

export type Import = {
  /** The data entity by the name that packages use, e.g. `Customers V3`. */
  entity: string
  /** `dataAreaId` that the rows go to. */
  company: string
  rows: readonly Record<string, string>[]
}

/**
 * Imports rows through the data management package REST API (Microsoft Learn, "Data management package REST API"), and
 * waits until it is done. Rows are taken one by one: `rows-refused` says that some were not, and why the first was not.
 */
export async function importRows({ client, fetch, settings }: Environment, { entity, company, rows }: Import) {
  const act = (action: string, body: object) => client.act(GROUPS, action, Value, body).then(({ value }) => value)
  const name = `gantry-${randomUUID()}`
  const { BlobUrl } = WriteUrl.parse(JSON.parse(await act('GetAzureWriteUrl', { uniqueFileName: name })))
  assertPlace(BlobUrl, settings.baseUrl)
  const uploaded = await fetch(BlobUrl, {
    method: 'PUT',
    headers: { 'x-ms-blob-type': 'BlockBlob', 'content-type': 'application/zip' },
    body: packageOf(entity, rows),
  })
  await uploaded.body?.cancel()
  if (!uploaded.ok) throw failed(`the upload of the package was answered ${uploaded.status}`)
  const executionId = await act('ImportFromPackage', {
    packageUrl: BlobUrl,
    definitionGroupId: PROJECT,
    executionId: name,
    execute: true,
    overwrite: true,
    legalEntityId: company,
  })
  const status = await ended(() => act('GetExecutionSummaryStatus', { executionId }), executionId)
  if (status === 'Succeeded') return
  throw new IntegrationError('rows-refused', `Dynamics 365 Finance refused rows of ${entity.toLowerCase()}.`, {
    kind: 'data',
    team: 'finance-systems',
    detail: `execution ${executionId} ${status}: ${await firstRefusal()}`.slice(0, 1000),
  })

  async function firstRefusal(): Promise<string> {
    const asked = { executionId, entityName: entity }
    await client.act(GROUPS, 'GenerateImportTargetErrorKeysFile', z.unknown(), asked)
    const url = await act('GetImportTargetErrorKeysFileUrl', asked)
    if (url === '') return 'no row is named'
    assertPlace(url, settings.baseUrl)
    const [, ...refused] = (await (await fetch(url)).text()).trim().split('\r\n')
    return `${refused.length} rows, the first: ${refused[0] ?? ''}`
  }
}

async function ended(ask: () => Promise<string>, executionId: string): Promise<string> {
  const until = Date.now() + GIVE_UP_MS
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LAST_PAUSE_MS, pause * 2)) {
    const status = await ask()
    if (!['NotRun', 'Executing', 'Unknown'].includes(status)) return status
    if (Date.now() > until) throw failed(`execution ${executionId} is still ${status}`)
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

/** The rows leave the environment's own hands here: only with TLS, save for one on this machine. */
function assertPlace(url: string, baseUrl: string): void {
  if (new URL(url).protocol === 'https:' || new URL(url).origin === new URL(baseUrl).origin) return
  throw failed('the address of the package is not secured')
}

const failed = (detail: string): IntegrationError =>
  new IntegrationError('import-failed', 'An import into Dynamics 365 Finance did not come to its end.', {
    kind: 'transient',
    outcomeUnknown: true,
    detail,
  })

/** A package of one entity: manifest, header and a CSV file, whose columns are the names in capitals. */
export function packageOf(entity: string, rows: readonly Record<string, string>[]): Uint8Array<ArrayBuffer> {
  const file = `${entity}.csv`
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const csv = [
    columns.map((name) => name.toUpperCase()),
    ...rows.map((row) => columns.map((name) => cell(row[name] ?? ''))),
  ]
  const namespace = 'http://schemas.microsoft.com/dynamics/2015/01/DataManagement'
  const manifest = `<?xml version="1.0" encoding="utf-8"?>
<DataManagementPackageManifest xmlns="${namespace}"><DefinitionGroupName>${PROJECT}</DefinitionGroupName>
<PackageEntityList><PackageManifestEntity><EntityName>${entity}</EntityName><InputFilePath>${file}</InputFilePath>
<SourceFormat>CSV</SourceFormat></PackageManifestEntity></PackageEntityList></DataManagementPackageManifest>`
  const header = `<?xml version="1.0" encoding="utf-8"?>
<DataManagementPackageHeader xmlns="${namespace}"><Description>${PROJECT}</Description><ManifestType>Microsoft.Dynamics.AX.Framework.Tools.DataManagement.Serialization.DataManagementPackageManifest</ManifestType><PackageType>DefinitionGroup</PackageType><PackageVersion>2</PackageVersion></DataManagementPackageHeader>`
  return zipSync({
    'Manifest.xml': strToU8(manifest),
    'PackageHeader.xml': strToU8(header),
    [file]: strToU8(csv.map((cells) => cells.join(',')).join('\r\n')),
  })
}
