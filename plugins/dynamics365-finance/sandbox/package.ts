import { randomUUID } from 'node:crypto'
import type { Books } from '@gantry/core/sandbox'
import { parse } from 'csv-parse/sync'
import { strFromU8, unzipSync } from 'fflate'
import { z } from 'zod'
import type { Session } from './application.ts'
import { ENTITIES } from './entities.ts'
import type { Entity } from './entity.ts'
import { noResource, Refusal } from './problem.ts'
import { handle, type Request } from './service.ts'
import { Store } from './store.ts'

/** Data entities by the names that data packages use for them. */
const NAMES: Record<string, string> = {
  'Customers V3': 'CustomersV3',
  'Free text invoice lines': 'FreeTextInvoiceLines',
  'Sales order lines V2': 'SalesOrderLinesV2',
}

type Execution = {
  id: string
  startedAt: string
  status: 'Succeeded' | 'PartiallySucceeded' | 'Failed'
  /** By entity: the rows that were refused, as CSV. */
  errors: Record<string, string>
}

const Import = z.object({
  packageUrl: z.string(),
  definitionGroupId: z.string().min(1),
  executionId: z.string().default(''),
  execute: z.boolean(),
  overwrite: z.boolean(),
  legalEntityId: z.string().min(1),
})
const Running = z.object({ executionId: z.string(), entityName: z.string().default('') })

/**
 * The data management package REST API: actions of `DataManagementDefinitionGroups`, and the blobs behind their
 * addresses. An import's rows are inserted one by one; one that is refused fails none of the others.
 */
export class Packages {
  readonly #books: Books
  readonly #durationMs: number

  constructor(books: Books, durationMs: number) {
    this.#books = books
    this.#durationMs = durationMs
  }

  act(action: string, body: unknown, base: string, session: () => Session): unknown {
    switch (action) {
      case 'GetAzureWriteUrl': {
        const BlobId = `{${randomUUID()}}`
        return JSON.stringify({ BlobId, BlobUrl: this.#blobUrl(base, randomUUID()) })
      }
      case 'ImportFromPackage':
        return this.#import(Import.parse(body), session)
      case 'GetExecutionSummaryStatus': {
        const execution = this.#execution(Running.parse(body).executionId)
        const done = Date.parse(session().now) >= Date.parse(execution.startedAt) + this.#durationMs
        return done ? execution.status : 'Executing'
      }
      case 'GenerateImportTargetErrorKeysFile': {
        const { executionId, entityName } = Running.parse(body)
        return this.#execution(executionId).errors[entityName] !== undefined
      }
      case 'GetImportTargetErrorKeysFileUrl': {
        const { executionId, entityName } = Running.parse(body)
        const csv = this.#execution(executionId).errors[entityName]
        if (csv === undefined) return ''
        const id = randomUUID()
        this.write(id, Buffer.from(csv))
        return this.#blobUrl(base, id)
      }
      default:
        throw noResource(`the action '${action}'`)
    }
  }

  write(id: string, content: Buffer): void {
    this.#books.put('_blob', id, { content: content.toString('base64') })
  }

  read(id: string): Buffer | undefined {
    const blob = this.#books.get<{ content: string }>('_blob', id)
    return blob && Buffer.from(blob.content, 'base64')
  }

  // The address itself is the permission, as a shared access signature is.
  #blobUrl = (base: string, id: string): string => `${new URL(base).origin}/blob/${id}`

  #execution(id: string): Execution {
    const execution = this.#books.get<Execution>('_execution', id)
    if (!execution) throw new Refusal(400, `Execution ${id} does not exist.`)
    return execution
  }

  #import(asked: z.output<typeof Import>, session: () => Session): string {
    const content = this.read(asked.packageUrl.split('/').at(-1)!.split('?')[0]!)
    if (!content) throw new Refusal(400, 'The package cannot be read.')
    const files = unzipSync(content)
    const manifest = files['Manifest.xml']
    if (!manifest || !files['PackageHeader.xml']) throw new Refusal(400, 'The package has no manifest or no header.')
    const id = asked.executionId || `${asked.definitionGroupId}-${randomUUID()}`
    const errors: Record<string, string> = {}
    let taken = 0
    for (const { name, file } of entitiesIn(strFromU8(manifest))) {
      const entity = ENTITIES.find(({ set }) => set === NAMES[name])
      const data = files[file]
      if (!entity || !data) throw new Refusal(400, `The package names an entity or a file that is not there: ${name}.`)
      const rows: Record<string, string>[] = parse(data, { columns: true, bom: true, skip_empty_lines: true })
      const failed = rows.flatMap((row) => {
        const refusal = this.#insert(entity, row, asked.legalEntityId, session())
        if (refusal === undefined) taken++
        return refusal === undefined ? [] : [{ ...row, ERROR: refusal }]
      })
      if (failed.length > 0) errors[name] = csvOf(failed)
    }
    const refused = Object.keys(errors).length > 0
    const status = refused ? (taken > 0 ? 'PartiallySucceeded' : 'Failed') : 'Succeeded'
    this.#books.put('_execution', id, { id, startedAt: session().now, status, errors } satisfies Execution)
    return id
  }

  #insert(entity: Entity, row: Record<string, string>, company: string, session: Session): string | undefined {
    try {
      const body = Object.entries(entity.properties).flatMap(([name, { type }]) => {
        const value = name === entity.company ? company : row[name.toUpperCase()]
        if (value === undefined || value === '') return []
        const number = type === 'Edm.Decimal' || type.startsWith('Edm.Int')
        return [`${JSON.stringify(name)}:${number ? value : JSON.stringify(value)}`]
      })
      const store = new Store(this.#books)
      const request: Request = {
        method: 'POST',
        path: entity.set,
        query: new URLSearchParams(),
        headers: () => undefined,
        body: `{${body.join(',')}}`,
      }
      handle({ ...session, store }, { company, pageSize: 1 }, '', request)
      store.commit()
      return undefined
    } catch (error) {
      if (error instanceof Refusal) return error.message
      throw error
    }
  }
}

function entitiesIn(manifest: string): { name: string; file: string }[] {
  const value = (text: string, tag: string) => new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(text)?.[1] ?? ''
  return [...manifest.matchAll(/<PackageManifestEntity>(.*?)<\/PackageManifestEntity>/gs)].map(([, text]) => ({
    name: value(text!, 'EntityName'),
    file: value(text!, 'InputFilePath'),
  }))
}

const csvOf = (rows: Record<string, string>[]): string => {
  const columns = Object.keys(rows[0]!)
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`
  return [columns, ...rows.map((row) => columns.map((name) => row[name]!))]
    .map((cells) => cells.map(cell).join(','))
    .join('\r\n')
}
