import { z } from '@gantry/core/connector'
import { IntegrationError } from '@gantry/core/errors'
import { parse } from 'csv-parse/sync'
import type { Salesforce } from './client.ts'

const JOBS = '/jobs/ingest'

const Job = z.object({
  id: z.string(),
  state: z.enum(['Open', 'UploadComplete', 'InProgress', 'JobComplete', 'Failed', 'Aborted']),
  // Numbers arrive as strings (see `parseExactly`), and not before the job has begun.
  numberRecordsProcessed: z.coerce.number().default(0),
  numberRecordsFailed: z.coerce.number().default(0),
  errorMessage: z.string().nullish(),
})
export type Job = z.output<typeof Job>

/** A record that Salesforce did not take, by our reference. */
export type Refused = { reference: string; code: string; message: string }

/** A value of a row; `null` empties the field, undefined leaves it as it is. */
export type Row = Record<string, string | null | undefined>

/** "Empty field values are ignored"; this one empties (Bulk API 2.0 Developer Guide, "Prepare CSV Files"). */
const EMPTY = '#N/A'

const quoted = (value: string | null | undefined) =>
  `"${(value === null ? EMPTY : (value ?? '')).replaceAll('"', '""')}"`

function csvOf(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const lines = rows.map((row) => columns.map((column) => quoted(row[column])).join(','))
  return `${[columns.join(','), ...lines].join('\n')}\n`
}

/**
 * An upsert of many records of one object by our reference, each by itself (Bulk API 2.0): uploaded, and begun by
 * `closeJob`. A column such as `Account.Gantry_Reference__c` names a parent.
 */
export async function openJob(salesforce: Salesforce, object: string, rows: readonly Row[]): Promise<string> {
  const { id } = Job.parse(
    await salesforce.send('POST', JOBS, {
      operation: 'upsert',
      object,
      externalIdFieldName: 'Gantry_Reference__c',
      contentType: 'CSV',
      lineEnding: 'LF',
    }),
  )
  await salesforce.send('PUT', `${JOBS}/${id}/batches`, csvOf(rows))
  return id
}

export async function closeJob(salesforce: Salesforce, id: string): Promise<void> {
  await salesforce.send('PATCH', `${JOBS}/${id}`, { state: 'UploadComplete' })
}

/** Throws where the job as a whole came to nothing. */
export async function readJob(salesforce: Salesforce, id: string): Promise<Job> {
  const job = Job.parse(await salesforce.send('GET', `${JOBS}/${id}`))
  if (job.state !== 'Failed' && job.state !== 'Aborted') return job
  throw new IntegrationError('import-failed', 'Salesforce gave up the import.', {
    kind: 'data',
    team: 'integration',
    detail: `Job ${id} is ${job.state}: ${job.errorMessage ?? 'no reason told'}`,
  })
}

const Failures = z.array(z.looseObject({ sf__Error: z.string(), Gantry_Reference__c: z.string() }))

/** `REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --` */
const ERROR = /^([A-Z_]+):(.*?)(?::[\w, ]* ?--)?$/s

export async function readRefused(salesforce: Salesforce, { id, numberRecordsFailed }: Job): Promise<Refused[]> {
  if (numberRecordsFailed === 0) return []
  const text = z.string().parse(await salesforce.send('GET', `${JOBS}/${id}/failedResults`))
  return Failures.parse(parse(text, { columns: true })).map(({ sf__Error, Gantry_Reference__c: reference }) => {
    const [, code = 'UNKNOWN', message = sf__Error] = ERROR.exec(sf__Error) ?? []
    return { reference, code, message }
  })
}
