import type { SandboxContext } from '@gantry/core/sandbox'
import { parse } from 'csv-parse/sync'
import { settle } from './automation.ts'
import { Numeral } from './json.ts'
import { assertPart } from './part.ts'
import { type Body, create, destroy, objectType, update, upsert } from './record.ts'
import { recordId } from './record-id.ts'
import { Refusal } from './refusal.ts'
import { type Api, type ApiAnswer, asBody } from './resources.ts'
import type { ObjectType } from './schema.ts'

type Job = {
  id: string
  operation: string
  object: string
  externalIdFieldName?: string
  lineEnding: string
  state: 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted' | 'Deleted'
  createdById: string
  createdDate: string
  systemModstamp: string
  data?: string
  errorMessage?: string
  columns: string[]
  successful: string[][]
  failed: string[][]
}

const JOBS = '_jobs'
const OPERATIONS = ['insert', 'update', 'upsert', 'delete']
/** Records of one transaction. */
const CHUNK = 200
const NUMERIC = new Set(['double', 'currency', 'percent'])

const csv = (rows: string[][]) =>
  rows.map((row) => `${row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')}\n`).join('')

const shown = ({ data, columns: _, successful, failed, ...job }: Job, version: string) => ({
  ...job,
  contentType: 'CSV',
  columnDelimiter: 'COMMA',
  concurrencyMode: 'Parallel',
  apiVersion: Number(version),
  jobType: 'V2Ingest',
  contentUrl: `services/data/v${version}/jobs/ingest/${job.id}/batches`,
  ...(job.state !== 'Open' && {
    numberRecordsProcessed: successful.length + failed.length,
    numberRecordsFailed: failed.length,
    retries: 0,
    totalProcessingTime: data?.length ?? 0,
  }),
})

function jobOf({ context }: Api, id: string): Job {
  const job = context.books.get<Job>(JOBS, id)
  if (!job || job.state === 'Deleted') throw new Refusal('NOT_FOUND', 'The requested resource does not exist', 404)
  return job
}

function kept(api: Api, job: Job): Job {
  api.context.books.put(JOBS, job.id, { ...job, systemModstamp: api.clock.iso() })
  return job
}

function opened(api: Api, body: Body): Job {
  const { operation, object, externalIdFieldName, contentType = 'CSV', lineEnding = 'LF' } = body
  if (!OPERATIONS.includes(String(operation))) throw new Refusal('INVALIDJOB', `Unable to find operation: ${operation}`)
  if (contentType !== 'CSV') throw new Refusal('INVALIDJOB', `Unsupported content type: ${contentType}`)
  const type = objectType(String(object))
  if (operation === 'upsert' && !type.fields.get(String(externalIdFieldName))?.externalId)
    throw new Refusal('INVALIDJOB', `Field name provided, ${externalIdFieldName} does not match an External ID`)
  const at = api.clock.iso()
  return kept(api, {
    id: recordId('750', api.context.books.size(JOBS) + 1),
    operation: String(operation),
    object: type.name,
    ...(externalIdFieldName !== undefined && { externalIdFieldName: String(externalIdFieldName) }),
    lineEnding: String(lineEnding),
    state: 'Open',
    createdById: api.org.user,
    createdDate: at,
    systemModstamp: at,
    columns: [],
    successful: [],
    failed: [],
  })
}

/** A row as the API's JSON would say it: blank cells are left out, `#N/A` empties, `Parent.Key__c` names a parent. */
function bodyOf(type: ObjectType, columns: string[], cells: string[]): Body {
  const body: Body = {}
  for (const [at, column] of columns.entries()) {
    const cell = cells[at] ?? ''
    if (cell === '') continue
    const [name, key] = column.split('.')
    const field = type.fields.get(name!)
    const typed = NUMERIC.has(field?.type ?? '')
      ? new Numeral(cell)
      : field?.type === 'boolean'
        ? cell === 'true'
        : cell
    body[name!] = cell === '#N/A' ? null : key === undefined ? typed : { [key]: cell }
  }
  return body
}

function performed(api: Api, job: Job, body: Body): { id: string; created: boolean } {
  const id = String(body.Id ?? '')
  if (job.operation === 'insert') return { id: create(api, job.object, body).Id, created: true }
  if (job.operation === 'upsert') {
    const { [job.externalIdFieldName!]: key, ...fields } = body
    if (typeof key !== 'string')
      throw new Refusal('MISSING_ARGUMENT', `${job.externalIdFieldName} not specified`, 400, [job.externalIdFieldName!])
    const { row, created } = upsert(api, job.object, job.externalIdFieldName!, key, fields)
    return { id: row.Id, created }
  }
  const { Id: _, ...fields } = body
  if (job.operation === 'delete') destroy(api, job.object, id)
  else update(api, job.object, id, fields)
  return { id, created: false }
}

const errorOf = (error: Refusal) => {
  const { statusCode, message, fields } = error.saveError()
  return `${statusCode}:${message}:${fields.join(', ')} --`
}

/** Each record by itself, in transactions of 200; triggers see a record at a time. */
function processed(api: Api, job: Job): Job {
  if (job.lineEnding === 'LF' && job.data?.includes('\r\n'))
    return kept(api, {
      ...job,
      state: 'Failed',
      errorMessage: 'ClientInputError : LineEnding is invalid on user data.',
    })
  const [columns = [], ...rows] = parse(job.data ?? '') as string[][]
  const type = objectType(job.object)
  const parents = new Set([...type.fields.values()].flatMap(({ parent }) => parent ?? []))
  const unknown = columns.find((column) => !type.fields.has(column) && !parents.has(column.split('.')[0]!))
  if (unknown !== undefined)
    return kept(api, { ...job, state: 'Failed', errorMessage: `InvalidBatch : Field name not found : ${unknown}` })
  const successful: string[][] = []
  api.failing.batch()
  const failed: string[][] = []
  for (let from = 0; from < rows.length; from += CHUNK) {
    for (const cells of rows.slice(from, from + CHUNK)) {
      const savepoint = api.org.savepoint()
      try {
        assertPart(api.failing)
        const { id, created } = performed(api, job, bodyOf(type, columns, cells))
        settle(api.context)
        successful.push([id, String(created), ...cells])
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        api.org.rollback(savepoint)
        failed.push(['', errorOf(error), ...cells])
      }
    }
    api.org.commit(`${job.operation} ${job.object} in bulk`)
  }
  return kept(api, { ...job, state: 'JobComplete', columns, successful, failed })
}

/** Done by whoever asks: the first time it is in progress, the second time complete, so that callers learn to wait. */
function asked(api: Api, job: Job): Job {
  if (job.state === 'UploadComplete') return kept(api, { ...job, state: 'InProgress' })
  return job.state === 'InProgress' ? processed(api, job) : job
}

function told(api: Api, job: Job, state: unknown): Job {
  const before = state === 'UploadComplete' ? ['Open'] : state === 'Aborted' ? ['Open', 'UploadComplete'] : []
  if (!before.includes(job.state))
    throw new Refusal('INVALIDJOBSTATE', `Job state ${job.state} cannot be changed to ${state}`)
  return kept(api, { ...job, state: state as Job['state'] })
}

/** An administrator aborts every job that has not begun. */
export function abortJobs({ books }: SandboxContext): void {
  for (const job of books.all<Job>(JOBS))
    if (job.state === 'Open' || job.state === 'UploadComplete') books.put(JOBS, job.id, { ...job, state: 'Aborted' })
}

const RESULTS: Record<string, (job: Job) => string> = {
  successfulResults: ({ columns, successful }) => csv([['sf__Id', 'sf__Created', ...columns], ...successful]),
  failedResults: ({ columns, failed }) => csv([['sf__Id', 'sf__Error', ...columns], ...failed]),
  unprocessedrecords: ({ state, data }) => (state === 'Aborted' || state === 'Failed' ? (data ?? '') : ''),
}

/** Ingest jobs of Bulk API 2.0; `path` begins after `/jobs/ingest`, `body` is JSON or the rows as CSV. */
export function ingest(api: Api, version: string, method: string, path: string, body: unknown): ApiAnswer {
  const [, id, part] = /^\/(\w+)(?:\/(\w+))?\/?$/.exec(path) ?? []
  if (id === undefined) {
    if (method === 'POST') return { status: 200, body: shown(opened(api, asBody(body)), version) }
    const jobs = api.context.books.all<Job>(JOBS).filter(({ state }) => state !== 'Deleted')
    return { status: 200, body: { done: true, nextRecordsUrl: null, records: jobs.map((job) => shown(job, version)) } }
  }
  const job = jobOf(api, id)
  if (method === 'PUT' && part === 'batches') {
    if (job.state !== 'Open' || job.data !== undefined)
      throw new Refusal('INVALIDJOBSTATE', 'Found multiple contents for job: a job takes one upload while it is open')
    kept(api, { ...job, data: String(body) })
    return { status: 201 }
  }
  if (method === 'GET' && part !== undefined) {
    const results = RESULTS[part]
    if (results) return { status: 200, text: results(job) }
  }
  if (method === 'GET' && part === undefined) return { status: 200, body: shown(asked(api, job), version) }
  if (method === 'PATCH') return { status: 200, body: shown(told(api, job, asBody(body).state), version) }
  if (method === 'DELETE') {
    if (job.state === 'InProgress') throw new Refusal('INVALIDJOBSTATE', 'A job in progress cannot be deleted.')
    kept(api, { ...job, state: 'Deleted' })
    return { status: 204 }
  }
  throw new Refusal('NOT_FOUND', 'The requested resource does not exist', 404)
}
