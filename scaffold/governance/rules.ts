/** Our own rules, as a Spectral ruleset: what every contract of Gantry keeps to. */

type Node = Record<string, unknown>
type Complaint = { message: string; path?: (string | number)[] }
type Context = { path: (string | number)[]; document: { data: unknown } }
type Check = (target: never, options: unknown, context: Context) => Complaint[] | undefined

const METHODS = 'get,put,post,delete,patch'
const OPERATIONS = `$.paths[*][${METHODS}]`
const KEBAB = /^(\/([a-z0-9]+(-[a-z0-9]+)*|\{[a-z][a-zA-Z0-9]*\}))+$/
const CAMEL = /^[a-z][a-zA-Z0-9]*$/
const PASCAL = /^[A-Z][a-zA-Z0-9]*$/
const SENTENCE = /^[A-Z][\s\S]{9,}\.$/
/** What the generator writes where an author gave no bound. */
const UNBOUNDED = 524_288

const rule = (given: string | string[], message: string, check: Check, severity: 'error' | 'warn' = 'error') => ({
  given,
  message: '{{error}}',
  description: message,
  severity,
  // Each part of a document is looked at once, in its own place, not wherever it is referred to.
  resolved: false,
  // biome-ignore lint/suspicious/noThenProperty: Spectral's word.
  then: { function: check },
})

const spelled = (given: string, pattern: RegExp, message: string) =>
  rule(given, message, (name: string) => (pattern.test(name) ? [] : [{ message: `${name}: ${message}` }]))

const atRoot = (context: Context) => context.document.data as Node & { 'x-gantry'?: Node }

/** The node a reference of the same document means. */
function follow(node: Node | undefined, context: Context): Node {
  let here: Node | undefined = node
  while (typeof here?.$ref === 'string')
    here = here.$ref
      .slice(2)
      .split('/')
      .reduce<unknown>((at, key) => (at as Node | undefined)?.[key], atRoot(context)) as Node | undefined
  return here ?? {}
}

type Operation = Node & {
  operationId: string
  summary?: string
  security?: Record<string, string[]>[]
  parameters?: Node[]
  requestBody?: { content: Record<string, Node> }
  responses: Record<string, Node>
}

const parametersOf = (operation: Operation, context: Context) =>
  (operation.parameters ?? []).map((parameter) => follow(parameter, context))

const answerOf = (operation: Operation, context: Context) => {
  const success = Object.entries(operation.responses).find(([status]) => status.startsWith('2'))?.[1]
  const content = follow(success, context).content as Record<string, { schema: Node }> | undefined
  return follow(content?.['application/json']?.schema, context)
}

/** All properties of a schema, those of the parts it is made of too. */
function propertiesOf(schema: Node, context: Context): Node {
  const parts = ((schema.allOf ?? []) as Node[]).map((part) => propertiesOf(follow(part, context), context))
  return Object.assign({}, ...parts, schema.properties)
}

const pages: Check = (operation: Operation, _, context) => {
  if (!operation.operationId?.startsWith('list')) return
  const { items, next } = propertiesOf(answerOf(operation, context), context) as { items?: Node; next?: Node }
  if (!items) return [{ message: 'A list answers its entries as `items`.' }]
  const cursor = parametersOf(operation, context).some(({ name }) => name === 'cursor')
  if (cursor !== (next !== undefined))
    return [{ message: 'A list takes a `cursor` exactly where it answers a `next`.' }]
  if (!cursor && Number(items.maxItems ?? UNBOUNDED) >= UNBOUNDED)
    return [{ message: 'A list has pages (`cursor` and `next`), or says how many entries it has at most.' }]
  return
}

const problems: Check = (responses: Record<string, Node>, _, context) =>
  Object.entries(responses)
    .filter(([status]) => !/^[123]/.test(status))
    .flatMap(([status, response]) => {
      const content = follow(response, context).content as Record<string, { schema?: Node }> | undefined
      const schema = content?.['application/problem+json']?.schema
      return schema?.$ref === '#/components/schemas/Problem'
        ? []
        : [
            {
              message: `${status} is answered as application/problem+json (RFC 9457).`,
              path: [...context.path, status],
            },
          ]
    })

const keyed: Check = (operation: Operation, _, context) => {
  const creates = '201' in operation.responses || '202' in operation.responses
  const key = parametersOf(operation, context).some(({ name, required }) => name === 'idempotency-key' && required)
  return creates && !key ? [{ message: 'Whatever creates asks for an `Idempotency-Key`.' }] : []
}

const scoped: Check = ({ operationId, security }: Operation, _, context) => {
  const { tier, name, audience } = atRoot(context)['x-gantry'] ?? {}
  const scope = `${tier}.${name}.${operationId}`
  // What partners are given is named for them: `partner.orders.read`.
  const names = (asked: string) => asked === scope || (audience === 'partner' && /^partner\.\w+\.\w+$/.test(asked))
  const asked = (security ?? []).length > 0 && (security ?? []).every((way) => Object.values(way).flat().some(names))
  return asked ? [] : [{ message: `It asks for the scope ${scope} in every way to be known.` }]
}

/** Bytes have no schema, and nothing to show. */
const exemplified: Check = (content: Node) =>
  !('schema' in content) || 'example' in content || 'examples' in content
    ? []
    : [{ message: 'What is sent and answered has an example.' }]

const MONEY = /(^|[a-z])(amount|price|cost|net|gross|fee|balance|discount)$/i
const noFloats: Check = (fields: Record<string, Node>, _, context) =>
  Object.entries(fields)
    .filter(([name, { type }]) => MONEY.test(name) && (type === 'number' || type === 'integer'))
    .map(([name]) => ({
      message: `${name}: money is a decimal number as text with its currency, never a number.`,
      path: [...context.path, name],
    }))

const dated: Check = (fields: Record<string, Node>, _, context) =>
  Object.entries(fields).flatMap(([name, field]) => {
    const format = /[a-z]At$/.test(name) ? 'date-time' : /[a-z]On$/.test(name) ? 'date' : undefined
    if (!format || follow(field, context).format === format) return []
    return [{ message: `${name}: it is text of the format ${format}.`, path: [...context.path, name] }]
  })

/** Fields that tell of a person, of an account or of a secret by their very name. */
const SENSITIVE =
  /^(e?mail|phone|mobile|street|taxId|iban|bic|accountNumber|cardNumber|password|secret|token|birth\w*|ssn|passport\w*)$/i
const CLASSES = ['public', 'internal', 'confidential', 'personal', 'financial', 'secret']
const classified: Check = (schema: Node, _, context) =>
  faultsOfClass(schema).map(({ name, message }) => ({ message, path: [...context.path, 'properties', name] }))

function faultsOfClass(schema: Node): { name: string; message: string }[] {
  const whole = schema['x-classification']
  return Object.entries((schema.properties ?? {}) as Record<string, Node>).flatMap(([name, field]) => {
    const given = field['x-classification'] ?? whole
    if (given !== undefined)
      return CLASSES.includes(String(given)) ? [] : [{ name, message: `${name}: ${given} is no class of data.` }]
    return SENSITIVE.test(name) ? [{ name, message: `${name}: a sensitive field says its class.` }] : []
  })
}

/** Sensitive fields of a document without a class, as `Schema.field`. */
export function unclassified(document: object): string[] {
  const { schemas = {} } = ((document as Node).components ?? {}) as { schemas?: Record<string, Node> }
  return Object.entries(schemas).flatMap(([schema, node]) => faultsOfClass(node).map(({ name }) => `${schema}.${name}`))
}

/** The classes of data in a document, the gravest last. */
export function classesOf(document: object): string[] {
  const text = JSON.stringify(document)
  return CLASSES.filter((name) => text.includes(`"x-classification":"${name}"`))
}

const recorded: Check = (record: Node) => {
  const complaints = ['owner', 'audience', 'objectives', 'criticality', 'lifecycle']
    .filter((name) => record[name] === undefined)
    .map((name) => `The contract says its ${name}.`)
  if (record.criticality === 'financial' && !record.approver)
    complaints.push('A financial contract says who of finance approves its changes (`approver`).')
  const { since, sunset } = (record.deprecation ?? {}) as Record<string, string>
  if (record.lifecycle === 'deprecated' && !sunset)
    complaints.push('A deprecated contract says since when, until when, and how to move (`deprecation`).')
  if (since && sunset && since >= sunset) complaints.push('The sunset comes after the deprecation.')
  return complaints.map((message) => ({ message }))
}

export const RULES = {
  'gantry-path-kebab-case': spelled('$.paths[*]~', KEBAB, 'a path is kebab-case, its parameters camelCase.'),
  'gantry-operation-camel-case': spelled(`${OPERATIONS}.operationId`, CAMEL, 'the id of an operation is camelCase.'),
  'gantry-field-camel-case': spelled('$.components.schemas..properties[*]~', CAMEL, 'a field is camelCase.'),
  'gantry-schema-pascal-case': spelled('$.components.schemas[*]~', PASCAL, 'a schema is PascalCase.'),
  'gantry-summary': rule(
    OPERATIONS,
    'An operation says in one sentence what it means.',
    ({ summary = '' }: Operation) =>
      SENTENCE.test(summary) ? [] : [{ message: 'The summary is one sentence: a capital at its start, a full stop.' }],
  ),
  'gantry-description': rule(
    ['$.info', '$.tags[*]', `${OPERATIONS}`, '$.components.parameters[*]', '$.components.headers[*]'],
    'Everything is described.',
    (node: Node) => (node.description ? [] : [{ message: 'It has a description.' }]),
  ),
  'gantry-contact': rule('$.info.contact', 'A contract has a mailbox.', ({ email }: Node) =>
    email ? [] : [{ message: 'The owner has a mailbox (`contact`).' }],
  ),
  'gantry-list-pages': rule(`$.paths[*].get`, 'A list has pages or a bound.', pages),
  'gantry-problem-json': rule(`${OPERATIONS}.responses`, 'Every failure is application/problem+json.', problems),
  'gantry-create-idempotent': rule(`$.paths[*].post`, 'Whatever creates asks for an Idempotency-Key.', keyed),
  'gantry-scope': rule(OPERATIONS, 'Every operation asks for the scope of its name.', scoped),
  'gantry-example': rule(
    [`${OPERATIONS}.requestBody.content[*]`, `${OPERATIONS}.responses[*].content[*]`],
    'What is sent and answered has an example.',
    exemplified,
  ),
  'gantry-money': rule('$..properties', 'Money is never a number.', noFloats),
  'gantry-date': rule('$..properties', 'Names ending in At are moments, in On days.', dated),
  'gantry-classified': rule('$.components.schemas[*]', 'A sensitive field says its class.', classified),
  'gantry-record': rule("$['x-gantry']", 'A contract says who answers for it, and how.', recorded),
}
