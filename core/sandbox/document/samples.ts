import { Checks } from './checks.ts'
import { bodySchemaOf, isJson, type Operation, type SandboxDocument, type Schema } from './document.ts'
import { type Place, placesOf } from './resources.ts'
import { routesOf } from './routes.ts'
import { sampleOf, spelledSampleOf } from './sample.ts'

/** The smallest request of an operation. */
export type RequestSample = {
  id: string
  input: { path?: object; query?: object; header?: object; cookie?: object; body?: unknown }
  /** Why no valid request could be made from the document alone. */
  unfit?: string
}

/** A record's life: the operations by which it comes, is read, found in a list, and goes. */
export type Life = {
  kind: string
  /** The path of its collection, as the ledger has it. */
  table: string
  create: RequestSample
  read: string
  key: string[]
  list?: string
  remove?: string
}

/** A request for every operation of a document: for tests, which then need to know nothing of the vendor. */
export function requestSamples(document: SandboxDocument): RequestSample[] {
  const checks = new Checks(document)
  return routesOf(document).map(({ operation }) => sampleRequest(document, checks, operation))
}

/** The smallest request of one operation. */
export function sampleRequest(document: SandboxDocument, checks: Checks, operation: Operation): RequestSample {
  const input: { [place: string]: Record<string, unknown> } & { body?: unknown } = {}
  let unfit: string | undefined
  const sampled = (what: string, schema: Schema, spelled: boolean) => {
    const value = (spelled ? spelledSampleOf : sampleOf)(document, schema, checks.fits)
    const [fault] = checks.faults(schema, value)
    if (fault) unfit ??= `no ${what} could be made up: ${fault.path} ${fault.message}`
    return value
  }
  for (const { name, in: place, required, schema, content } of operation.parameters ?? []) {
    if (!required && place !== 'path') continue
    const wanted = schema ?? Object.values(content ?? {})[0]?.schema ?? {}
    const values: Record<string, unknown> = input[place] ?? {}
    input[place] = values
    const asked = Object.keys(wanted).length === 0 ? { type: 'string' } : wanted
    values[name] = sampled(`${place} parameter ${name}`, asked, content === undefined)
  }
  const body = bodySchemaOf(operation)
  if (body && (isJson(body.mediaType) || /form|multipart/.test(body.mediaType)))
    input.body = sampled('body', body.schema, !isJson(body.mediaType))
  else if (body) input.body = 'text'
  if (body && /form|multipart/.test(body.mediaType) && Object.keys(input.body as object).length === 0) delete input.body
  return { id: operation.operationId, input, ...(unfit !== undefined && { unfit }) }
}

/** The lives that a document's records can have; those within other records are left to the author. */
export function livesOf(document: SandboxDocument): Life[] {
  const routes = routesOf(document)
  const places = placesOf(document, routes)
  const samples = new Map(requestSamples(document).map((sample) => [sample.id, sample]))
  const tables = Map.groupBy([...places], ([, place]) => place.table)
  return [...tables.values()].flatMap((entries) => {
    const find = (role: Place['role'], keyed: boolean) =>
      entries.find(([, place]) => place.role === role && place.scope.length === 0 && place.key.length > 0 === keyed)
    const create = find('create', false)
    const read = find('read', true)
    const sample = create && samples.get(create[0].operation.operationId)
    if (!create || !read || !sample || sample.unfit || read[0].method !== 'get') return []
    if (!alone(read[0].operation, read[1])) return []
    const list = find('list', false)
    const remove = find('remove', true)
    return [
      {
        kind: create[1].kind,
        table: create[1].table,
        create: sample,
        read: read[0].operation.operationId,
        key: read[1].key,
        ...(list && alone(list[0].operation, list[1]) && { list: list[0].operation.operationId }),
        ...(remove && alone(remove[0].operation, read[1]) && { remove: remove[0].operation.operationId }),
      },
    ]
  })
}

/** Whether nothing but the key is needed. */
const alone = ({ parameters = [], requestBody }: Operation, { key }: Place): boolean =>
  requestBody?.required !== true &&
  parameters.every(({ name, required, in: place }) => !required || (place === 'path' && key.includes(name)))
