import { describe, expect, test } from 'vitest'
import { authorizationOf } from './authorization.ts'
import { vendorApiOf } from './operations.ts'
import { readVendorDocument } from './read.ts'

const read = async (text: string, name = 'acme.yaml') =>
  vendorApiOf(await readVendorDocument({ name, uri: `file:///${name}`, text }))
const refusal = (text: string, name?: string) =>
  read(text, name).then(
    () => 'it was let in',
    (error: Error) => error.message,
  )
const yaml = (...lines: string[]) => ['openapi: 3.0.0', 'info: { title: Acme, version: "1" }', ...lines].join('\n')

describe('a document that is invalid is refused with line, column and reason', () => {
  test.each([
    ['not JSON', 'acme.json', '{"openapi": "3.0.0",\n "paths": {,}}', 'acme.json:2:12: it is not valid JSON'],
    ['not YAML', 'acme.yaml', 'openapi: 3.0.0\npaths:\n\t/a: {}', 'acme.yaml:3:1: '],
    ['empty', 'acme.yaml', ' \n', 'acme.yaml:1:1: it is empty'],
    ['no OpenAPI', 'acme.json', '{"hello": 1}', 'acme.json:1:1: it says neither'],
    ['a discovery document', 'a.json', '{"discoveryVersion": "v1"}', 'a.json:1:1: it is a Google discovery document'],
    ['a WSDL', 'a.wsdl', '<?xml version="1.0"?><definitions/>', 'a.wsdl:1:1: it is XML'],
    ['a web page', 'a', '<!doctype html><html></html>', 'a:1:1: it is a web page'],
    [
      'Swagger without paths',
      'a.yaml',
      'swagger: "2.0"\ninfo: {}',
      'a.yaml:1:1: it describes neither operations nor webhooks',
    ],
  ])('%s', async (_, name, text, reason) => {
    expect(await refusal(text, name)).toContain(reason)
  })

  test.each([
    [
      yaml('paths:', '  /a:', '    get:', '      responses:', "        '200': { $ref: '#/components/responses/None' }"),
      '7:24: it refers to #/components/responses/None, which is not there',
    ],
    [yaml('paths:', '  a:', '    get: { responses: {} }'), '5:5: the path a does not begin with a slash'],
    [yaml('paths:', '  /a:', '    get: {}'), '5:10: the operation get has no `responses`'],
    [
      yaml(
        'paths:',
        '  /a:',
        '    get:',
        '      parameters:',
        '        - { name: x, in: body }',
        '      responses: {}',
      ),
      '7:11: the parameter x is `in: body`',
    ],
    [yaml('paths: {}'), '3:8: it describes neither operations nor webhooks'],
    [yaml('paths:', '  /a/{id:', '    get: { responses: {} }'), '5:5: the braces of the path /a/{id do not match'],
    [
      yaml('paths:', '  /a:', '    get: { responses: {} }', 'components:', '  schemas:', '    A: 7'),
      '8:8: the schema A is not an object',
    ],
    [
      yaml(
        'paths:',
        '  /a:',
        '    get:',
        "      responses: { '200': { description: x, content: { application/json: { schema: { $ref: 'https://acme.example/a.json#/A' } } } } }",
      ),
      'which lies on the network',
    ],
  ])('%#', async (text, reason) => {
    expect(await refusal(text)).toContain(reason)
  })
})

test('nothing is said of a reference within an example', async () => {
  const text = yaml(
    'paths:',
    '  /a:',
    '    get: { responses: {} }',
    'components:',
    '  schemas:',
    "    A: { type: object, example: { $ref: '#/gone' } }",
  )
  expect((await read(text)).operations).toHaveLength(1)
})

test('a schema is one of OpenAPI 3.1, whatever it was', async () => {
  const api = await read(
    yaml(
      'paths:',
      '  /a:',
      '    post:',
      "      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/A' } } } }",
      '      responses: {}',
      'components:',
      '  schemas:',
      '    A:',
      '      type: object',
      '      required: true',
      '      properties:',
      '        a: { type: string, nullable: true, enum: [x, x] }',
      "        b: { allOf: [{ $ref: '#/components/schemas/A' }], nullable: true }",
      '        c: { type: number, minimum: 0, exclusiveMinimum: true }',
      '        d: { type: array }',
      "        e: { type: string, pattern: '[' }",
      '        f: { type: datetime }',
    ),
  )
  expect(api.schemas.A).toEqual({
    type: 'object',
    properties: {
      a: { type: ['string', 'null'], enum: ['x', null] },
      b: { anyOf: [{ allOf: [{ $ref: '#/components/schemas/A' }] }, { type: 'null' }] },
      c: { type: 'number', minimum: 0, exclusiveMinimum: 0 },
      d: { type: 'array', items: {} },
      e: { type: 'string' },
      f: { type: 'string', format: 'date-time' },
    },
  })
  expect(api.notes).toEqual([expect.stringContaining('`required`'), expect.stringContaining('The pattern [')])
})

test('operations get names that are identifiers, each once', async () => {
  const api = await read(
    yaml(
      'paths:',
      '  /a/{id}: { get: { responses: {} }, delete: { operationId: delete, responses: {} } }',
      '  /b: { get: { operationId: get-a, responses: {} }, post: { operationId: getA, responses: {} }, put: { operationId: 3d, responses: {} } }',
      '  /c: { get: { operationId: __proto__, responses: {} }, post: { operationId: 注文, responses: {} } }',
    ),
  )
  expect(api.operations.map(({ id }) => id)).toEqual([
    'getAById',
    'deleteOperation',
    'getA',
    'operation3d',
    'getA2',
    'proto',
    'operation',
  ])
})

test('schemas that hold one another say what they say of their own', async () => {
  const api = await read(
    yaml(
      'paths:',
      '  /a:',
      "    get: { responses: { '200': { description: x, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } } }",
      'components:',
      '  schemas:',
      "    Pet: { type: object, properties: { name: { type: string } }, oneOf: [{ $ref: '#/components/schemas/Cat' }] }",
      "    Cat: { allOf: [{ $ref: '#/components/schemas/Pet' }, { type: object, properties: { mate: { $ref: '#/components/schemas/Cat' } } }] }",
    ),
  )
  expect(api.schemas.Cat!.allOf).toEqual([
    { type: 'object', properties: { name: { type: 'string' } } },
    { type: 'object', properties: { mate: { $ref: '#/components/schemas/Cat' } } },
  ])
  expect(api.notes).toEqual([expect.stringContaining('Schemas hold one another')])
})

test('what is missing and rarely referred to is borne, and told of', async () => {
  const many = Array.from({ length: 600 }, (_, index) => `        f${index}: { $ref: '#/components/schemas/B' }`)
  const text = (missing: string) =>
    yaml(
      'paths:',
      '  /a:',
      "    get: { responses: { '200': { description: x, content: { application/json: { schema: { $ref: '#/components/schemas/A' } } } } } }",
      'components:',
      '  schemas:',
      '    B: { type: string }',
      '    A:',
      '      properties:',
      ...many,
      missing,
    )
  const twice = "        x: { $ref: '#/components/schemas/None' }\n        y: { $ref: '#/components/schemas/None' }"
  expect((await read(text(twice))).notes).toEqual([
    expect.stringContaining('A.properties.y'),
    expect.stringContaining('A.properties.x'),
  ])
  const two = "        x: { $ref: '#/components/schemas/None' }\n        y: { $ref: '#/components/schemas/Nor' }"
  expect(await refusal(text(two))).toContain('which is not there')
})

test('keys that are sent together go by the names of their headers', async () => {
  const api = await read(
    yaml(
      'security: [{ id: [], token: [] }]',
      'paths:',
      '  /a: { get: { responses: {} } }',
      'components:',
      '  securitySchemes:',
      '    id: { type: apiKey, in: header, name: X-Client-Id }',
      '    token: { type: apiKey, in: header, name: token }',
    ),
  )
  expect(authorizationOf(api)).toMatchObject({
    settings: [{ name: 'xClientId' }, { name: 'tokenKey' }],
    expression: expect.stringContaining('config.xClientId'),
    always: [{ in: 'header', name: 'token', setting: 'tokenKey' }],
  })
})
