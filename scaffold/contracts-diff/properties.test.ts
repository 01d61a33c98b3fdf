import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compare, gravest } from './compare.ts'
import { type Document, type Json, type JsonObject, objectOf, openDocument, readDocument } from './document.ts'
import { FORMATS, report } from './report.ts'
import { rulesPage } from './rules-table.ts'

const root = join(import.meta.dirname, '../..')
const vendors = join(process.env.GANTRY_SHARED ?? join(root, '../shared'), 'vendor-specs')
const SPECS = {
  stripe: 'stripe/openapi.spec3.2023-08-16.yaml',
  zuora: 'zuora/zuora-billing.openapi3.json',
  docusign: 'docusign/esignature.rest.swagger-v2.1.json',
}
const present = await Promise.all(
  Object.values(SPECS).map((path) =>
    readFile(join(vendors, path)).then(
      () => true,
      () => false,
    ),
  ),
)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contracts-diff-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The same document, its keys the other way round. */
function reversed(node: Json): Json {
  if (Array.isArray(node)) return node.map(reversed)
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(
    Object.entries(node)
      .reverse()
      .map(([key, value]) => [key, reversed(value)]),
  )
}
const copyOf = (document: Document, tree: Json): Document => ({
  ...document,
  root: tree as JsonObject,
  files: new Map([...document.files, [document.uri, tree]]),
})

const schema = fc.letrec<{ schema: Json }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    fc.record({ type: fc.constantFrom('string', 'integer', 'boolean') }),
    fc.record({ type: fc.constant('string'), enum: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }) }),
    fc.record({
      type: fc.constant('object'),
      properties: fc.dictionary(fc.constantFrom('x', 'y', 'z'), tie('schema')),
      required: fc.subarray(['x', 'y']),
    }),
    fc.record({ type: fc.constant('array'), items: tie('schema') }),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
  ) as fc.Arbitrary<Json>,
})).schema

const using = (schema: Json, components: Record<string, Json> = {}): string =>
  JSON.stringify({
    openapi: '3.1.0',
    paths: {
      '/a': {
        post: {
          requestBody: { content: { 'application/json': { schema } } },
          responses: { 200: { content: { 'application/json': { schema } } } },
        },
      },
    },
    components: { schemas: components },
  })

test('a document is the same as itself with its keys shuffled, its references inlined, its components moved', async () => {
  await fc.assert(
    fc.asyncProperty(schema, async (one) => {
      const [plain, inverse, moved, renamed] = await Promise.all([
        openDocument(using(one), 'a'),
        openDocument(using(reversed(one)), 'b'),
        openDocument(using({ $ref: '#/components/schemas/One' }, { One: one }), 'c'),
        openDocument(
          using({ $ref: '#/components/schemas/Two' }, { Two: { $ref: '#/components/schemas/Three' }, Three: one }),
          'd',
        ),
      ])
      for (const other of [plain, inverse, moved, renamed]) {
        expect(compare(plain!, other!)).toEqual([])
        expect(compare(other!, plain!)).toEqual([])
      }
    }),
    { numRuns: 200, seed: 7 },
  )
})

test('references into other files and cycles are followed', async () => {
  await writeFile(
    join(folder, 'types.yaml'),
    'Node:\n  type: object\n  properties:\n    next: { $ref: "#/Node" }\n    value: { type: string }\n',
  )
  await writeFile(
    join(folder, 'types2.yaml'),
    'Node:\n  type: object\n  properties:\n    next: { $ref: "#/Node" }\n    value: { type: integer }\n',
  )
  const [old, next] = ['types', 'types2'].map((name) => using({ $ref: `./${name}.yaml#/Node` }))
  await writeFile(join(folder, 'old.json'), old!)
  await writeFile(join(folder, 'next.json'), next!)
  const findings = compare(await readDocument(join(folder, 'old.json')), await readDocument(join(folder, 'next.json')))
  expect(findings.map(({ id, location }) => [id, location])).toEqual([
    ['request-type-changed', 'POST /a request application/json.value'],
    ['response-type-changed', 'POST /a response 200 application/json.value'],
  ])
})

test.each([
  ['openapi: 3.0.0\npaths:\n  /a: [1, 2\nb: c', 4, 1],
  ['{ "openapi": "3.0.0", "paths": {', 1, 33],
  ['openapi: 4.0.0\npaths: {}\n', 1, 1],
  ['', 1, 1],
])('an unreadable document is refused with its line and column: %j', async (text, line, column) => {
  const refused = await openDocument(text, 'api.yaml').catch((error: unknown) => error)
  expect(refused).toMatchObject({ name: 'Unreadable', path: 'api.yaml', line, column })
})

test('every format is written, and what a document says does not escape from it', async () => {
  const [old, next] = await Promise.all([
    openDocument(using({ type: 'string', enum: ['<a>|\n::x'] }), 'a'),
    openDocument(using({ type: 'integer' }), 'b'),
  ])
  const findings = compare(old!, next!)
  for (const format of FORMATS) expect(report(findings, format, 'b.yaml')).toContain('request-type-changed')
  expect(JSON.parse(report(findings, 'json', 'b')).level).toBe('breaking')
  expect(JSON.parse(report(findings, 'sarif', 'b')).runs[0].results[0].level).toBe('error')
  expect(report(findings, 'github', 'b').split('\n')).toHaveLength(findings.length)
  expect(report(findings, 'junit', 'b')).not.toContain('<a>')
  expect(report(findings, 'text', 'b', true)).toContain('\u001b[31mbreaking')
})

test('docs/contracts-diff.md holds the rules as they are (else: node scaffold/contracts-diff/write-rules-page.ts)', async () => {
  // The formatter pads the columns of tables.
  const unpadded = (page: string) => page.replace(/ +/g, ' ').replace(/-{3,}/g, '---')
  expect(unpadded(await readFile(join(root, 'docs/contracts-diff.md'), 'utf8'))).toBe(unpadded(rulesPage()))
})

/** Single changes of a known class; each says the level, or undefined where the place does not allow the change. */
const MUTATIONS: Record<string, (operation: JsonObject, item: JsonObject, method: string) => string | undefined> = {
  'the operation goes': (_, item, method) => {
    delete item[method]
    return 'breaking'
  },
  'a required parameter comes': (operation) => {
    operation.parameters = [
      ...((operation.parameters as Json[]) ?? []),
      { name: 'must', in: 'query', required: true, type: 'string', schema: { type: 'string' } },
    ]
    return 'breaking'
  },
  'an optional parameter comes': (operation) => {
    operation.parameters = [
      ...((operation.parameters as Json[]) ?? []),
      { name: 'may', in: 'query', type: 'string', schema: { type: 'string' } },
    ]
    return 'info'
  },
  'the success goes': (operation) => {
    const responses = objectOf(operation.responses)
    if (responses['200'] === undefined || responses.default !== undefined) return undefined
    delete responses['200']
    return 'breaking'
  },
  'the words change': (operation) => {
    operation.summary = 'Other words'
    operation.tags = ['other']
    return 'none'
  },
  'an operation comes': (_, item) => {
    if (item.head !== undefined) return undefined
    item.head = { responses: { 200: { description: 'ok' } } }
    return 'info'
  },
}

describe.skipIf(present.includes(false))(
  `the published documents below ${process.env.GANTRY_SHARED ? 'GANTRY_SHARED' : '../shared'}`,
  () => {
    test.each(Object.entries(SPECS))(
      '%s is read and compared, and every single change is told for what it is',
      async (_, path) => {
        const [old, other] = await Promise.all([readDocument(join(vendors, path)), readDocument(join(vendors, path))])
        expect(compare(old!, other!)).toEqual([])
        expect(compare(old!, copyOf(other!, reversed(other!.root)))).toEqual([])

        let seed = 42
        const draw = (count: number) => {
          seed = (seed * 1103515245 + 12345) % 2147483648
          return seed % count
        }
        const paths = Object.keys(objectOf(old!.root.paths))
        for (const [change, mutate] of Object.entries(MUTATIONS)) {
          const path = paths[draw(paths.length)]!
          const item = structuredClone(objectOf(objectOf(old!.root.paths)[path]))
          const method = Object.keys(item).find((key) => ['get', 'post', 'put', 'delete'].includes(key))
          if (method === undefined) continue
          const level = mutate(objectOf(item[method]), item, method)
          if (level === undefined) continue
          const changed = copyOf(old!, { ...old!.root, paths: { ...objectOf(old!.root.paths), [path]: item } })
          expect(gravest(compare(old!, changed)), `${change}: ${method} ${path}`).toBe(level)
        }
      },
      120_000,
    )
  },
)
