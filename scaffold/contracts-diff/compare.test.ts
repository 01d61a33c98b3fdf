import { describe, expect, test } from 'vitest'
import { compare, FAMILIES, gravest } from './compare.ts'
import { openDocument } from './document.ts'

type Node = Record<string, unknown>
const levelOf = async (old: Node, next: Node, today?: Date) => {
  const [a, b] = await Promise.all([old, next].map((node) => openDocument(JSON.stringify(node), 'document.json')))
  const findings = compare(a!, b!, today)
  for (const { id } of findings)
    expect(
      Object.values(FAMILIES).some((rules) => id in rules),
      id,
    ).toBe(true)
  return { level: gravest(findings), ids: findings.map(({ id }) => id) }
}

const body = (schema: unknown) => ({ content: { 'application/json': { schema } } })
const api = (operation: Node, rest: Node = {}, path = '/orders/{id}'): Node => ({
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1' },
  paths: { [path]: { post: { responses: { 200: { description: 'ok' } }, ...operation } } },
  ...rest,
})
const asks = (schema: unknown) => api({ requestBody: body(schema) })
const answers = (schema: unknown) => api({ responses: { 200: { description: 'ok', ...body(schema) } } })
const holds = (property: unknown) => ({ type: 'object', properties: { a: property } })

/** A literal with a `then` could be taken for a promise. */
const thenSays = (schema: unknown) => Object.fromEntries([['then', schema]])

/** Pairs of which the second permits less: it breaks requests; turned round, it breaks responses. */
const NARROWED: [string, unknown, unknown][] = [
  ['number to integer', { type: 'number' }, { type: 'integer' }],
  ['a type array loses one', { type: ['string', 'integer'] }, { type: 'string' }],
  ['any to a type', {}, { type: 'string' }],
  ['a format is set', { type: 'string' }, { type: 'string', format: 'uuid' }],
  ['int64 to int32', { type: 'integer', format: 'int64' }, { type: 'integer', format: 'int32' }],
  ['double to float', { type: 'number', format: 'double' }, { type: 'number', format: 'float' }],
  ['no longer null', { type: ['string', 'null'] }, { type: 'string' }],
  ['no longer null by anyOf', { anyOf: [{ type: 'string' }, { type: 'null' }] }, { type: 'string' }],
  ['no longer nullable', { type: 'string', nullable: true }, { type: 'string' }],
  ['a value of an enum goes', { enum: ['a', 'b'] }, { enum: ['a'] }],
  ['an enum is set', { type: 'string' }, { type: 'string', enum: ['a'] }],
  ['an enum becomes a const', { enum: ['a', 'b'] }, { const: 'a' }],
  ['a minimum is set', { type: 'integer' }, { type: 'integer', minimum: 1 }],
  ['a minimum grows', { type: 'integer', minimum: 1 }, { type: 'integer', minimum: 2 }],
  ['a minimum becomes exclusive', { type: 'number', minimum: 1 }, { type: 'number', exclusiveMinimum: 1 }],
  [
    'a 3.0 maximum becomes exclusive',
    { type: 'number', maximum: 1 },
    { type: 'number', maximum: 1, exclusiveMaximum: true },
  ],
  ['a maximum shrinks', { type: 'integer', maximum: 9 }, { type: 'integer', maximum: 8 }],
  ['a step is set', { type: 'integer' }, { type: 'integer', multipleOf: 2 }],
  ['a step is multiplied', { type: 'number', multipleOf: 0.01 }, { type: 'number', multipleOf: 0.1 }],
  ['minLength grows', { type: 'string', minLength: 1 }, { type: 'string', minLength: 2 }],
  ['maxLength is set', { type: 'string' }, { type: 'string', maxLength: 9 }],
  ['minItems is set', { type: 'array' }, { type: 'array', minItems: 1 }],
  ['maxItems shrinks', { type: 'array', maxItems: 9 }, { type: 'array', maxItems: 8 }],
  ['items must differ', { type: 'array' }, { type: 'array', uniqueItems: true }],
  ['minProperties is set', { type: 'object' }, { type: 'object', minProperties: 1 }],
  ['maxProperties is set', { type: 'object' }, { type: 'object', maxProperties: 1 }],
  ['items get narrower', { type: 'array', items: { type: 'number' } }, { type: 'array', items: { type: 'integer' } }],
  [
    'a map gets narrower',
    { type: 'object', additionalProperties: { type: 'number' } },
    { type: 'object', additionalProperties: { type: 'integer' } },
  ],
  ['a property becomes required', holds({}), { ...holds({}), required: ['a'] }],
  [
    'allOf gets one more',
    { allOf: [holds({ type: 'string' })] },
    { allOf: [holds({ type: 'string' }), { required: ['a'] }] },
  ],
  [
    'oneOf loses one',
    { oneOf: [{ type: 'string' }, { type: 'integer' }, { type: 'boolean' }] },
    { oneOf: [{ type: 'string' }, { type: 'integer' }] },
  ],
  ['anyOf loses one', { anyOf: [{ type: 'string' }, { type: 'integer' }] }, { type: 'string' }],
  [
    'an alternative gets narrower',
    { oneOf: [{ title: 'A', type: 'number' }, { type: 'boolean' }] },
    { oneOf: [{ title: 'A', type: 'integer' }, { type: 'boolean' }] },
  ],
  ['not is set', { type: 'string' }, { type: 'string', not: { const: 'a' } }],
  ['not excludes more', { not: { type: 'integer' } }, { not: { type: 'number' } }],
  ['contains is set', { type: 'array' }, { type: 'array', contains: { type: 'string' } }],
  ['minContains grows', { contains: {}, minContains: 1 }, { contains: {}, minContains: 2 }],
  ['propertyNames is set', { type: 'object' }, { type: 'object', propertyNames: { maxLength: 3 } }],
  ['dependentRequired is set', { type: 'object' }, { type: 'object', dependentRequired: { a: ['b'] } }],
  ['dependentSchemas is set', { type: 'object' }, { type: 'object', dependentSchemas: { a: { required: ['b'] } } }],
  [
    'a pattern of properties is set',
    { type: 'object' },
    { type: 'object', patternProperties: { '^x': { type: 'string' } } },
  ],
  ['a place of a tuple is set', { type: 'array' }, { type: 'array', prefixItems: [{ type: 'string' }] }],
  ['then is set', { if: { type: 'string' } }, { if: { type: 'string' }, ...thenSays({ minLength: 1 }) }],
  ['an encoding is set', { type: 'string' }, { type: 'string', contentEncoding: 'base64' }],
  ['a media type is set', { type: 'string' }, { type: 'string', contentMediaType: 'application/json' }],
]

describe.each(NARROWED)('%s', (_, wide, narrow) => {
  const cases: [string, Node, Node, boolean][] = [
    ['breaks a request', asks(holds(wide)), asks(holds(narrow)), true],
    ['does not break a request when turned round', asks(holds(narrow)), asks(holds(wide)), false],
    ['does not break a response', answers(holds(wide)), answers(holds(narrow)), false],
    ['breaks a response when turned round', answers(holds(narrow)), answers(holds(wide)), true],
  ]
  test.each(cases)('%s', async (_, old, next, breaks) => {
    const { level, ids } = await levelOf(old, next)
    expect(level === 'breaking', ids.join()).toBe(breaks)
    expect(ids).not.toEqual([])
  })
})

const param = (rest: Node) => api({ parameters: [{ name: 'q', in: 'query', schema: { type: 'string' }, ...rest }] })
const secure = (
  security: unknown,
  schemes: Node = { key: { type: 'apiKey', in: 'header', name: 'X-Key' }, oauth: { type: 'oauth2', flows: {} } },
) => api({ security }, { components: { securitySchemes: schemes } })
const response = (rest: Node) => api({ responses: { 200: { description: 'ok', ...rest } } })
const empty = api({})
const swagger = (operation: Node, rest: Node = {}): Node => ({
  swagger: '2.0',
  info: {},
  paths: { '/a': { post: { responses: {}, ...operation } } },
  ...rest,
})

const PAIRS: [string, Node, Node, string][] = [
  ['a path is gone', empty, api({}, {}, '/others'), 'breaking'],
  ['a method is gone', empty, { ...empty, paths: { '/orders/{id}': {} } }, 'breaking'],
  [
    'a deprecated operation is gone after its sunset',
    api({ deprecated: true, 'x-sunset': '2020-01-01' }),
    { ...empty, paths: {} },
    'info',
  ],
  [
    'a deprecated operation is gone before its sunset',
    api({ deprecated: true, 'x-sunset': '2999-01-01' }),
    { ...empty, paths: {} },
    'breaking',
  ],
  ['an operation is deprecated', empty, api({ deprecated: true }), 'info'],
  ['a sunset moves nearer', api({ 'x-sunset': '2999-01-01' }), api({ 'x-sunset': '2998-01-01' }), 'breaking'],
  ['an operation id changes', api({ operationId: 'a' }), api({ operationId: 'b' }), 'info'],
  [
    'a path parameter is renamed',
    api({ parameters: [{ name: 'id', in: 'path', schema: { type: 'string' } }] }),
    api({ parameters: [{ name: 'order', in: 'path', schema: { type: 'string' } }] }, {}, '/orders/{order}'),
    'info',
  ],
  ['a required parameter is added', empty, param({ required: true }), 'breaking'],
  ['an optional parameter is added', empty, param({}), 'info'],
  ['a parameter is removed', param({}), empty, 'breaking'],
  ['a parameter becomes required', param({}), param({ required: true }), 'breaking'],
  ['a parameter becomes optional', param({ required: true }), param({}), 'info'],
  ['a parameter moves', param({}), param({ in: 'header' }), 'breaking'],
  ['a header changes its case', param({ in: 'header', name: 'X-A' }), param({ in: 'header', name: 'x-a' }), 'none'],
  [
    'a number in a query becomes a string',
    param({ schema: { type: 'integer' } }),
    param({ schema: { type: 'string' } }),
    'info',
  ],
  ['a string in a query becomes a number', param({}), param({ schema: { type: 'integer' } }), 'breaking'],
  [
    'explode of an array changes',
    param({ schema: { type: 'array' } }),
    param({ schema: { type: 'array' }, explode: false }),
    'breaking',
  ],
  ['explode of a string means nothing', param({}), param({ explode: false }), 'none'],
  ['the style is said that held anyway', param({}), param({ style: 'form', explode: true }), 'none'],
  [
    'a default of a parameter changes',
    param({ schema: { type: 'string', default: 'a' } }),
    param({ schema: { type: 'string', default: 'b' } }),
    'breaking',
  ],
  [
    'a required property is added to a request',
    asks(holds({})),
    asks({ ...holds({}), properties: { a: {}, b: {} }, required: ['b'] }),
    'breaking',
  ],
  [
    'an optional property is added to a request',
    asks(holds({})),
    asks({ type: 'object', properties: { a: {}, b: {} } }),
    'info',
  ],
  ['a property of an open request goes', asks(holds({})), asks({ type: 'object', properties: {} }), 'warning'],
  [
    'a property of a closed request goes',
    asks(holds({})),
    asks({ type: 'object', additionalProperties: false }),
    'breaking',
  ],
  ['a request is closed', asks(holds({})), asks({ ...holds({}), additionalProperties: false }), 'breaking'],
  [
    'a read-only property is required in a request',
    asks(holds({ readOnly: true })),
    asks({ ...holds({ readOnly: true }), required: ['a'] }),
    'none',
  ],
  ['a property of a response goes', answers(holds({})), answers({ type: 'object', properties: {} }), 'breaking'],
  [
    'a property is added to a response',
    answers(holds({})),
    answers({ type: 'object', properties: { a: {}, b: {} } }),
    'info',
  ],
  [
    'an extensible list grows in a response',
    answers({ type: 'string', 'x-extensible-enum': ['a'] }),
    answers({ type: 'string', 'x-extensible-enum': ['a', 'b'] }),
    'info',
  ],
  [
    'an extensible list shrinks in a request',
    asks({ type: 'string', 'x-extensible-enum': ['a', 'b'] }),
    asks({ type: 'string', 'x-extensible-enum': ['a'] }),
    'breaking',
  ],
  ['types have nothing in common', answers({ type: 'string' }), answers({ type: 'integer' }), 'breaking'],
  ['if changes', asks({ if: { type: 'string' } }), asks({ if: { type: 'integer' } }), 'breaking'],
  [
    'a discriminator changes',
    asks({ discriminator: { propertyName: 'a' } }),
    asks({ discriminator: { propertyName: 'b' } }),
    'breaking',
  ],
  [
    'a kind of a request goes',
    asks({ discriminator: { propertyName: 'a', mapping: { x: 'X', y: 'Y' } } }),
    asks({ discriminator: { propertyName: 'a', mapping: { x: 'X' } } }),
    'breaking',
  ],
  [
    'alternatives change their order',
    asks({ oneOf: [holds({ type: 'string' }), { type: 'array' }] }),
    asks({ oneOf: [{ type: 'array' }, holds({ type: 'string' })] }),
    'none',
  ],
  [
    'a named alternative goes that another one would cover',
    asks({
      oneOf: [
        { title: 'Cat', ...holds({}) },
        { title: 'Dog', ...holds({}) },
      ],
    }),
    asks({ oneOf: [{ title: 'Cat', ...holds({}) }] }),
    'breaking',
  ],
  ['a request body must be sent', empty, api({ requestBody: { required: true, ...body({}) } }), 'breaking'],
  ['a request body may be sent', empty, asks({}), 'info'],
  ['a request body is gone', asks({}), empty, 'breaking'],
  ['a request body becomes required', asks({}), api({ requestBody: { required: true, ...body({}) } }), 'breaking'],
  [
    'a media type of a request goes',
    api({ requestBody: { content: { 'a/b': {}, 'c/d': {} } } }),
    api({ requestBody: { content: { 'a/b': {} } } }),
    'breaking',
  ],
  [
    'a media type is widened to a range',
    api({ requestBody: { content: { 'a/b': {} } } }),
    api({ requestBody: { content: { 'a/*': {} } } }),
    'info',
  ],
  [
    'a media type of a response goes',
    response({ content: { 'a/b': {} } }),
    response({ content: { 'c/d': {} } }),
    'breaking',
  ],
  [
    'a character set is said',
    response({ content: { 'a/b': {} } }),
    response({ content: { 'a/b; charset=utf-8': {} } }),
    'none',
  ],
  ['a success goes', empty, api({ responses: { 201: {} } }), 'breaking'],
  ['a success is covered by its range', empty, api({ responses: { '2XX': {} } }), 'info'],
  ['a failure goes', api({ responses: { 200: {}, 404: {} } }), empty, 'info'],
  ['a header of a response goes', response({ headers: { 'X-A': {} } }), response({}), 'breaking'],
  ['a header of a response comes', response({}), response({ headers: { 'X-A': {} } }), 'info'],
  [
    'a header may be missing',
    response({ headers: { a: { required: true } } }),
    response({ headers: { a: {} } }),
    'breaking',
  ],
  ['a key is asked for', secure([]), secure([{ key: [] }]), 'breaking'],
  ['a key is no longer asked for', secure([{ key: [] }]), secure([]), 'info'],
  ['another way suffices as well', secure([{ key: [] }]), secure([{ key: [] }, { oauth: ['a'] }]), 'info'],
  ['a way goes', secure([{ key: [] }, { oauth: ['a'] }]), secure([{ key: [] }]), 'breaking'],
  ['both are asked for', secure([{ key: [] }]), secure([{ key: [], oauth: [] }]), 'breaking'],
  ['a scope is asked for as well', secure([{ oauth: ['a'] }]), secure([{ oauth: ['a', 'b'] }]), 'breaking'],
  ['a scope is no longer asked for', secure([{ oauth: ['a', 'b'] }]), secure([{ oauth: ['a'] }]), 'info'],
  [
    'a scheme is renamed',
    secure([{ key: [] }]),
    secure([{ k: [] }], { k: { type: 'apiKey', in: 'header', name: 'X-Key' } }),
    'none',
  ],
  [
    'a key moves',
    secure([{ key: [] }]),
    secure([{ key: [] }], { key: { type: 'apiKey', in: 'query', name: 'X-Key' } }),
    'breaking',
  ],
  [
    'every address is another',
    api({}, { servers: [{ url: 'https://a' }] }),
    api({}, { servers: [{ url: 'https://b' }] }),
    'breaking',
  ],
  [
    'an address is added',
    api({}, { servers: [{ url: 'https://a' }] }),
    api({}, { servers: [{ url: 'https://a/' }, { url: 'https://b' }] }),
    'info',
  ],
  ['a webhook goes', { ...empty, webhooks: { paid: { post: {} } } }, empty, 'breaking'],
  [
    'a webhook sends more kinds of values',
    { ...empty, webhooks: { paid: { post: { requestBody: body({ enum: ['a'] }) } } } },
    { ...empty, webhooks: { paid: { post: { requestBody: body({ enum: ['a', 'b'] }) } } } },
    'breaking',
  ],
  ['a callback goes', api({ callbacks: { done: { '{$url}': { post: {} } } } }), empty, 'breaking'],
  [
    'a callback no longer sends a property',
    api({ callbacks: { done: { '{$url}': { post: { requestBody: body(holds({})) } } } } }),
    api({ callbacks: { done: { '{$url}': { post: { requestBody: body({ type: 'object' }) } } } } }),
    'breaking',
  ],
  [
    'only what is for people changes',
    api({ summary: 'a', tags: ['a'], description: 'a' }),
    api({ summary: 'b', tags: ['b', 'a'], description: 'b' }),
    'none',
  ],
  [
    'Swagger: a form field becomes required',
    swagger({ parameters: [{ in: 'formData', name: 'a', type: 'string' }] }),
    swagger({ parameters: [{ in: 'formData', name: 'a', type: 'string', required: true }] }),
    'breaking',
  ],
  [
    'Swagger: lists are written differently',
    swagger({ parameters: [{ in: 'query', name: 'a', type: 'array' }] }),
    swagger({ parameters: [{ in: 'query', name: 'a', type: 'array', collectionFormat: 'pipes' }] }),
    'breaking',
  ],
  [
    'Swagger: consumes loses one',
    swagger({ consumes: ['a/b', 'c/d'], parameters: [{ in: 'body', name: 'a', schema: {} }] }),
    swagger({ consumes: ['a/b'], parameters: [{ in: 'body', name: 'a', schema: {} }] }),
    'breaking',
  ],
  [
    'Swagger: the base path changes',
    swagger({}, { host: 'a', basePath: '/v1' }),
    swagger({}, { host: 'a', basePath: '/v2' }),
    'breaking',
  ],
]

test.each(PAIRS)('%s', async (_, old, next, level) => {
  const found = await levelOf(old, next, new Date('2026-01-01'))
  expect(found.level, found.ids.join()).toBe(level)
})
