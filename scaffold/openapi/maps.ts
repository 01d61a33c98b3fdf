import type { Schema } from '@gantry/core/sandbox/document/document'
import { shapeOf } from '@gantry/core/sandbox/document/shape'
import type { CapabilityOperation } from './capability.ts'
import { counterpart, type Fields, fieldsOf } from './fields.ts'
import { pascalCase } from './identifier.ts'
import type { ConnectorPlan, Mapped } from './plan.ts'

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/
const key = (name: string) => (IDENTIFIER.test(name) ? name : JSON.stringify(name))
const at = (object: string, name: string) =>
  IDENTIFIER.test(name) ? `${object}.${name}` : `${object}[${JSON.stringify(name)}]`
const text = (words: string) => `'${words.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** The function behind one operation of the port, with holes where nobody but the author knows what belongs. */
export function mapOf(plan: ConnectorPlan, mapped: Mapped): string[] {
  const { operation, vendor, paging } = mapped
  const port = `${portName(plan)}['${operation.id}']`
  const parts: string[] = []
  const request = requestCode(plan, mapped, parts)
  const answer = answerCode(plan, mapped, parts)
  const cursor = paging && operation.operation.query && 'cursor' in operation.operation.query.shape
  const said = `${request.code} ${request.lock ?? ''}`.replace(/hole\('(?:[^'\\]|\\.)*'\)/g, '')
  const used = inputsOf(operation).filter(
    (name) => new RegExp(`(?<![.\\w'])${name}\\b(?!:)`).test(said) || (name === 'query' && cursor),
  )
  const callUsed = vendor.method !== 'get' || /\bcall\./.test(said)
  const given = used.length > 0 ? `{ ${used.join(', ')} }` : callUsed ? '_' : ''
  const parameters = callUsed && !paging ? `${given || '_'}, call` : given === '_' ? '' : given
  const sends = paging
    ? `vendor.page('${vendor.id}', ${request.code}${cursor ? ', query.cursor' : ''})`
    : `vendor.send('${vendor.id}', ${request.code}${callUsed ? ', call' : ''})`
  const body = `${answer.uses ? `const answer = await ${sends}` : `await ${sends}`}\n    return ${answer.code}`
  const found = findName(mapped)
  const whole = request.lock
    ? `vendor.exclusively(${request.lock}, async () => {
      // Looked for first: a call may come again, and the vendor makes another record of it.
      const known = await ${found}(vendor, ${request.lock})
      if (known) return known
      ${body}
    })`
    : `{\n    ${body}\n  }`
  if (request.lock)
    parts.push(
      `/** The record that bears our reference; undefined where there is none. */
const ${found} = async (_vendor: ${plan.className}, reference: string): Promise<Awaited<ReturnType<${port}>> | undefined> =>
  hole(\`${operation.id}: how a ${operation.noun} is found by its reference (\${reference})\`)`,
    )
  const head = `/** ${vendor.method.toUpperCase()} ${vendor.path.replaceAll('*/', '')}${vendor.summary ? `: ${vendor.summary}` : ''} */`
  return [
    `${head}\nexport const ${operation.id} =\n  (vendor: ${plan.className}): ${port} =>\n  async (${parameters}) => ${whole}`,
    ...parts,
  ]
}

const portName = ({ capability }: ConnectorPlan) => pascalCase(capability.exported)
const missing = (operation: CapabilityOperation, what: string) => `hole(${text(`${operation.id}: ${what}`)})`

const findName = ({ operation }: Mapped) => `${operation.id}Before`

function inputsOf({ operation }: CapabilityOperation): string[] {
  const path = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
  return [...path, ...(operation.body ? ['body'] : []), ...(operation.query ? ['query'] : [])]
}

/** What the vendor is asked, and by which reference the call is made alone where a repeat would make another record. */
function requestCode(
  plan: ConnectorPlan,
  { operation, vendor, repeat, paging }: Mapped,
  parts: string[],
): { code: string; lock?: string } {
  const own = inputsOf(operation)
  const groups: string[] = []
  const places: Record<string, string[]> = {}
  for (const parameter of vendor.parameters) {
    if (!parameter.required) continue
    const value = givenAs(parameter.name, parameter.schema as Schema, own, plan)
    const isKey = parameter.in === 'header' && parameter.name === mappedKey(plan, vendor.id)
    const code = isKey
      ? `call.idempotencyKey ?? ${missing(operation, 'the idempotency key')}`
      : (value ?? missing(operation, `${parameter.in} parameter ${parameter.name}`))
    places[parameter.in] = [...(places[parameter.in] ?? []), `${key(parameter.name)}: ${code}`]
  }
  for (const [place, entries] of Object.entries(places)) groups.push(`${place}: { ${entries.join(', ')} }`)
  if (vendor.body) {
    const name = `${operation.id}Body`
    const fields =
      operation.body && vendor.body.kind !== 'bytes' && vendor.body.kind !== 'text'
        ? fieldsOf(plan.document, vendor.body.schema as Schema)
        : undefined
    const from = operation.body ? fieldsOf(plan.contractDocument, operation.body as Schema) : undefined
    if (fields && from && operation.body) {
      parts.push(bodyCode(plan, operation, vendor.id, name, fields, from))
      groups.push(`body: ${name}(body)`)
    } else if (vendor.body.required) groups.push(`body: ${missing(operation, `the body of ${vendor.id}`)}`)
  }
  if (paging && groups.length === 0) return { code: '{}' }
  const reference = operation.body && 'reference' in shapeOf(plan.contractDocument, operation.body as Schema).properties
  const lock =
    repeat.repeat === 'lookup'
      ? reference
        ? 'body.reference'
        : own.includes('reference')
          ? 'reference'
          : undefined
      : undefined
  return { code: `{ ${groups.join(', ')} }`, ...(lock && { lock }) }
}

const mappedKey = (plan: ConnectorPlan, id: string) => plan.extensions.get(id)?.idempotencyKey

/** A parameter of the vendor's that the call of the capability gives by the same name. */
function givenAs(name: string, schema: Schema, own: readonly string[], plan: ConnectorPlan): string | undefined {
  const plain = (word: string) => word.replace(/[^A-Za-z0-9]/g, '').toLowerCase()
  if (fieldsOf(plan.document, { type: 'object', properties: { value: schema } })?.get('value')?.kind !== 'text')
    return undefined
  const found = own.find((each) => each !== 'body' && each !== 'query' && plain(each) === plain(name))
  return found
}

function bodyCode(
  plan: ConnectorPlan,
  operation: CapabilityOperation,
  vendorId: string,
  name: string,
  fields: Fields,
  from: Fields,
): string {
  const entries: string[] = []
  const taken = new Set<string>()
  for (const field of fields.values()) {
    const same = counterpart(field, from)
    if (same && !taken.has(same.name)) {
      taken.add(same.name)
      const value = at('body', same.name)
      entries.push(
        `${key(field.name)}: ${field.required && !same.required ? `${value} ?? ${missing(operation, `body.${field.name}`)}` : value}`,
      )
    } else if (field.required) entries.push(`${key(field.name)}: ${missing(operation, `body.${field.name}`)}`)
  }
  const used = entries.some((entry) => /\bbody[.[]/.test(entry.replace(/hole\('.*?'\)/g, '')))
  const left = [...from.values()].filter((each) => each.required && !taken.has(each.name)).map((each) => each.name)
  const note = left.length > 0 ? ` Not yet told: ${left.join(', ')}.` : ''
  const type = `Parameters<${portName(plan)}['${operation.id}']>[0]['body']`
  // Without a field in common nothing would be sent, and nobody would notice.
  const value = entries.length > 0 ? `({\n  ${entries.join(',\n  ')},\n})` : missing(operation, 'body')
  return `/** What the vendor is given.${note} */\nconst ${name} = (${used ? 'body' : '_body'}: ${type}): Body<'${vendorId}'> => ${value}`
}

/** What the capability is told of the answer. */
function answerCode(
  plan: ConnectorPlan,
  { operation, vendor, paging }: Mapped,
  parts: string[],
): { code: string; uses: boolean } {
  const shape = shapeOf(plan.contractDocument, operation.answer as Schema)
  const items = shapeOf(plan.contractDocument, shape.properties.items)
  if (paging && items.type === 'array') {
    const item = itemOf(plan, vendor.answer.schema as Schema, paging.items, vendor.id)
    const target = `Awaited<ReturnType<${portName(plan)}['${operation.id}']>>['items'][number]`
    const name = `${operation.id}Item`
    parts.push(recordCode(plan, operation, name, item.type, item.schema, items.rest.items as Schema, target))
    return {
      code: `{ items: answer.items.map((item) => ${name}(item as ${item.type})), ...(answer.next && { next: answer.next }) }`,
      uses: true,
    }
  }
  const name = `${operation.id}Answer`
  const target = `Awaited<ReturnType<${portName(plan)}['${operation.id}']>>`
  if (vendor.answer.kind === 'none')
    return { code: missing(operation, `the answer, of which ${vendor.id} gives none`), uses: false }
  parts.push(
    recordCode(
      plan,
      operation,
      name,
      `Answer<'${vendor.id}'>`,
      vendor.answer.schema as Schema,
      operation.answer as Schema,
      target,
    ),
  )
  return { code: `${name}(answer)`, uses: true }
}

/** The type of a list's record, by the place of the list. */
function itemOf(plan: ConnectorPlan, answer: Schema, place: string, id: string): { type: string; schema?: Schema } {
  let schema: Schema | undefined = answer
  let type = `Answer<'${id}'>`
  for (const step of place === '' ? [] : place.split('.')) {
    if (!fieldsOf(plan.document, schema)?.has(step)) return { type: 'Record<string, unknown>' }
    schema = shapeOf(plan.document, schema).properties[step]
    type = `NonNullable<NonNullable<${type}>[${text(step)}]>`
  }
  const list = shapeOf(plan.document, schema)
  if (list.type !== 'array' || !list.rest.items || list.rest.prefixItems) return { type: 'Record<string, unknown>' }
  const inner =
    plan.document.components.schemas[
      String((schema as Schema).$ref)
        .split('/')
        .at(-1)!
    ] ?? schema
  if (inner?.anyOf || inner?.oneOf || inner?.allOf || Array.isArray(inner?.type))
    return { type: 'Record<string, unknown>' }
  return {
    type: `${type.startsWith('Answer') ? `NonNullable<${type}>` : type}[number]`,
    schema: list.rest.items as Schema,
  }
}

function recordCode(
  plan: ConnectorPlan,
  operation: CapabilityOperation,
  name: string,
  type: string,
  from: Schema | undefined,
  to: Schema,
  target: string,
): string {
  const wanted = fieldsOf(plan.contractDocument, to)
  const given = from && fieldsOf(plan.document, from)
  const entries: string[] = []
  let uses = false
  for (const field of wanted?.values() ?? []) {
    if (field.name === 'native') {
      entries.push('native: record')
      uses = true
      continue
    }
    const same = given && counterpart(field, given)
    if (same && (field.required || same.name === field.name)) {
      uses = true
      const value = at('record', same.name)
      entries.push(
        `${key(field.name)}: ${same.required || !field.required ? value : `${value} ?? ${missing(operation, field.name)}`}`,
      )
    } else if (field.required) entries.push(`${key(field.name)}: ${missing(operation, field.name)}`)
  }
  const value = wanted ? `({\n  ${entries.join(',\n  ')},\n})` : missing(operation, 'the answer')
  return `/** What Gantry is told. */\nconst ${name} = (${uses ? 'record' : '_record'}: ${type}): ${target} => ${value}`
}
