import type { Schema } from '@gantry/core/sandbox/document/document'
import { shapeOf } from '@gantry/core/sandbox/document/shape'
import type { Capability, CapabilityOperation } from './capability.ts'
import { counterpart, type Fields, fieldsOf } from './fields.ts'
import type { ConnectorPlan, Mapped } from './plan.ts'
import { pascalCase } from './identifier.ts'

/** What is written for one operation of the capability. */
export type MapCode = { port: string; parts: string[]; imports: Set<string> }

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/
const key = (name: string) => (IDENTIFIER.test(name) ? name : JSON.stringify(name))
const at = (object: string, name: string) => (IDENTIFIER.test(name) ? `${object}.${name}` : `${object}[${JSON.stringify(name)}]`)
const text = (words: string) => `'${words.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** The function behind one operation of the port, with holes where nobody but the author knows what belongs. */
export function mapOf(plan: ConnectorPlan, mapped: Mapped): MapCode {
  const { operation, vendor, paging } = mapped
  const client = plan.className
  const port = `${pascalCase(plan.capability.exported)}['${operation.id}']`
  const imports = new Set<string>()
  const parts: string[] = []
  const inputs = inputsOf(operation)
  const needsCall = operation.role !== 'list' && vendor.method !== 'get'
  const request = requestCode(plan, mapped, imports, parts)
  const usesInput = inputs.some((name) => new RegExp(`\\b${name}\\b`).test(request.code))
  const answer = answerCode(plan, mapped, imports, parts)
  const used = inputs.filter((name) => new RegExp(`\\b${name}\\b`).test(`${request.code} ${answer.code} ${request.lock ?? ''}`))
  const given = usesInput || used.length > 0 ? `{ ${used.join(', ')} }` : '_'
  const callParameter = needsCall || /\bcall\b/.test(request.code)
  const parameters = callParameter ? `(${given}, call)` : used.length > 0 ? `(${given})` : '()'
  const sends = paging
    ? `await vendor.page('${vendor.id}', ${request.code}, query.cursor)`
    : `await vendor.send('${vendor.id}', ${request.code}${callParameter ? ', call' : ''})`
  const listed = paging && !used.includes('query') ? parameters.replace(/\{ ?/, '{ query, ').replace(', }', ' }') : parameters
  const body = answer.uses ? `const answer = ${sends}\n    return ${answer.code}` : `${sends}\n    return ${answer.code}`
  const whole = request.lock
    ? `vendor.exclusively(${request.lock}, async () => {\n    // Looked for first: a call may come again, and ${plan.title} makes another record of it.\n    const known = await ${findName(mapped)}(vendor, ${request.lock})\n    if (known) return known\n    ${body}\n  })`
    : `{\n    ${body}\n  }`
  if (request.lock) {
    imports.add('hole')
    parts.push(
      `/** The record that bears our reference; undefined where there is none. */\nconst ${findName(mapped)} = async (_vendor: ${client}, reference: string): Promise<Awaited<ReturnType<${port}>> | undefined> =>\n  hole(\`${operation.id}: how a ${mapped.operation.noun} is found by its reference (\${reference})\`)`,
    )
  }
  const head = `/** ${vendor.method.toUpperCase()} ${vendor.path.replaceAll('*/', '')}${vendor.summary ? `: ${vendor.summary}` : ''} */`
  const code = `${head}\nexport const ${operation.id} =\n  (vendor: ${client}): ${port} =>\n  async ${listed.includes('query') && paging ? withQuery(parameters) : parameters} => ${whole}`
  return { port: code, parts, imports }
}

const withQuery = (parameters: string): string => {
  if (/\bquery\b/.test(parameters)) return parameters
  if (/^\(\{/.test(parameters)) return parameters.replace('({ ', '({ query, ')
  return parameters.startsWith('(_') ? parameters.replace('_', '{ query }') : '({ query })'
}

const findName = ({ operation }: Mapped) => `known${pascalCase(operation.noun)}`

function inputsOf({ operation }: CapabilityOperation): string[] {
  const path = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
  return [...path, ...(operation.body ? ['body'] : []), ...(operation.query ? ['query'] : [])]
}

/** What the vendor is asked, and by which reference the call is made alone where a repeat would make another record. */
function requestCode(
  plan: ConnectorPlan,
  { operation, vendor, repeat, paging }: Mapped,
  imports: Set<string>,
  parts: string[],
): { code: string; lock?: string } {
  const own = inputsOf(operation)
  const missing = (what: string) => {
    imports.add('hole')
    return `hole(${text(`${operation.id}: ${what}`)})`
  }
  const groups: string[] = []
  const places: Record<string, string[]> = {}
  for (const parameter of vendor.parameters) {
    if (!parameter.required) continue
    if (parameter.name === plan.query?.name && parameter.in === 'query') continue
    const value = valueOf(parameter.name, parameter.schema as Schema, own, plan)
    const isKey = parameter.in === 'header' && parameter.name === mappedKey(plan, vendor.id)
    const code = isKey ? `call.idempotencyKey ?? ${missing('the idempotency key')}` : (value ?? missing(`${parameter.in} parameter ${parameter.name}`))
    places[parameter.in] = [...(places[parameter.in] ?? []), `${key(parameter.name)}: ${code}`]
  }
  for (const [place, entries] of Object.entries(places)) groups.push(`${place}: { ${entries.join(', ')} }`)
  if (vendor.body) {
    const name = `${operation.id}Body`
    const fields = operation.body && vendor.body.kind !== 'bytes' && vendor.body.kind !== 'text' ? fieldsOf(plan.document, vendor.body.schema as Schema) : undefined
    const from = operation.body ? fieldsOf(plan.contractDocument, operation.body as Schema) : undefined
    if (fields && from && operation.body) {
      parts.push(bodyCode(plan, operation, vendor.id, name, fields, from, missing))
      groups.push(`body: ${name}(body)`)
    } else if (vendor.body.required) groups.push(`body: ${missing(`the body of ${vendor.id}`)}`)
  }
  if (paging && groups.length === 0) return { code: '{}' }
  const reference = operation.body && 'reference' in (shapeOf(plan.contractDocument, operation.body as Schema).properties)
  const lock = repeat.repeat === 'lookup' ? (reference ? 'body.reference' : own.includes('reference') ? 'reference' : undefined) : undefined
  return { code: `{ ${groups.join(', ')} }`, ...(lock && { lock }) }
}

const mappedKey = (plan: ConnectorPlan, id: string) => plan.extensions.get(id)?.idempotencyKey

/** A parameter of the vendor's that the call of the capability gives by the same name. */
function valueOf(name: string, schema: Schema, own: readonly string[], plan: ConnectorPlan): string | undefined {
  const plain = (word: string) => word.replace(/[^A-Za-z0-9]/g, '').toLowerCase()
  if (fieldsOf(plan.document, { type: 'object', properties: { value: schema } })?.get('value')?.kind !== 'text') return undefined
  const found = own.find((each) => each !== 'body' && each !== 'query' && plain(each) === plain(name))
  return found
}

function bodyCode(
  { capability }: ConnectorPlan,
  operation: CapabilityOperation,
  vendorId: string,
  name: string,
  fields: Fields,
  from: Fields,
  missing: (what: string) => string,
): string {
  const entries: string[] = []
  const taken = new Set<string>()
  for (const field of fields.values()) {
    const same = counterpart(field, from)
    if (same && !taken.has(same.name)) {
      taken.add(same.name)
      const value = at('body', same.name)
      entries.push(`${key(field.name)}: ${field.required && !same.required ? `${value} ?? ${missing(`body.${field.name}`)}` : value}`)
    } else if (field.required) entries.push(`${key(field.name)}: ${missing(`body.${field.name}`)}`)
  }
  // Without a field in common nothing would be sent, and nobody would notice.
  if (entries.length === 0) entries.push(`...${missing('body')}`)
  const used = entries.some((entry) => /\bbody[.[]/.test(entry.replace(/hole\('.*?'\)/g, '')))
  const left = [...from.values()].filter((each) => each.required && !taken.has(each.name)).map((each) => each.name)
  const note = left.length > 0 ? ` Not yet told: ${left.join(', ')}.` : ''
  return `/** What the vendor is given.${note} */\nconst ${name} = (${used ? 'body' : '_body'}: Parameters<${pascalCase(capability.exported)}['${operation.id}']>[0]['body']): Body<'${vendorId}'> => ({\n  ${entries.join(',\n  ')},\n})`
}

/** What the capability is told of the answer. */
function answerCode(
  plan: ConnectorPlan,
  { operation, vendor, paging }: Mapped,
  imports: Set<string>,
  parts: string[],
): { code: string; uses: boolean } {
  const missing = (what: string) => {
    imports.add('hole')
    return `hole(${text(`${operation.id}: ${what}`)})`
  }
  const shape = shapeOf(plan.contractDocument, operation.answer as Schema)
  const items = shapeOf(plan.contractDocument, shape.properties.items)
  if (paging && items.type === 'array') {
    const item = itemOf(plan, vendor.answer.schema as Schema, paging.items, vendor.id)
    const target = `Awaited<ReturnType<${pascalCase(plan.capability.exported)}['${operation.id}']>>['items'][number]`
    const name = `${operation.id}Item`
    parts.push(recordCode(plan, operation, name, item.type, item.schema, items.rest.items as Schema, target, missing))
    return { code: `{ items: answer.items.map((item) => ${name}(item as ${item.type})), ...(answer.next && { next: answer.next }) }`, uses: true }
  }
  const name = `${operation.id}Answer`
  const target = `Awaited<ReturnType<${pascalCase(plan.capability.exported)}['${operation.id}']>>`
  if (vendor.answer.kind === 'none') return { code: missing(`the answer, of which ${vendor.id} gives none`), uses: false }
  parts.push(recordCode(plan, operation, name, `Answer<'${vendor.id}'>`, vendor.answer.schema as Schema, operation.answer as Schema, target, missing))
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
  const inner = plan.document.components.schemas[String((schema as Schema).$ref).split('/').at(-1)!] ?? schema
  if (inner?.anyOf || inner?.oneOf || inner?.allOf || Array.isArray(inner?.type)) return { type: 'Record<string, unknown>' }
  return { type: `${type.startsWith('Answer') ? `NonNullable<${type}>` : type}[number]`, schema: list.rest.items as Schema }
}

function recordCode(
  plan: ConnectorPlan,
  operation: CapabilityOperation,
  name: string,
  type: string,
  from: Schema | undefined,
  to: Schema,
  target: string,
  missing: (what: string) => string,
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
      entries.push(`${key(field.name)}: ${same.required || !field.required ? value : `${value} ?? ${missing(field.name)}`}`)
    } else if (field.required) entries.push(`${key(field.name)}: ${missing(field.name)}`)
  }
  void operation
  const value = wanted ? `({\n  ${entries.join(',\n  ')},\n})` : missing('the answer')
  return `/** What Gantry is told. */\nconst ${name} = (${uses ? 'record' : '_record'}: ${type}): ${target} => ${value}`
}

/** Operations by the noun their file is named after. */
export function byNoun(capability: Capability, mapped: readonly Mapped[]): Map<string, Mapped[]> {
  void capability
  return Map.groupBy(mapped, ({ operation }) => operation.noun)
}
