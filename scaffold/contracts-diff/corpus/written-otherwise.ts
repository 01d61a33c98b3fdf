import { answers, api, asks, body, empty, holds, type Node } from './pair.ts'
import { thenSays } from './parts.ts'

const both = (schema: unknown, rest: Node = {}) =>
  api({ requestBody: body(schema), responses: { 200: { description: 'ok', ...body(schema) } } }, rest)
const old = (document: Node): Node => ({ ...document, openapi: '3.0.3' })
const schemas = (named: Node): Node => ({ components: { schemas: named } })
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const query = (parameter: Node) => api({ parameters: [{ name: 'q', in: 'query', schema: {}, ...parameter }] })
const person = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
  required: ['name'],
}
const swagger = (operation: Node, rest: Node = {}): Node => ({
  swagger: '2.0',
  info: { title: 'Orders', version: '1' },
  paths: { '/orders/{id}': { post: { responses: { 200: { description: 'ok' } }, ...operation } } },
  ...rest,
})

/** Two documents that say the same in other words: nothing breaks, in neither direction. */
export const WRITTEN_OTHERWISE: [string, Node, Node][] = [
  [
    '3.0 nullable is a type array of 3.1',
    old(both({ type: 'string', nullable: true })),
    both({ type: ['string', 'null'] }),
  ],
  [
    '3.0 nullable reference is anyOf with null',
    old(both({ nullable: true, allOf: [ref('A')] }, schemas({ A: person }))),
    both({ anyOf: [ref('A'), { type: 'null' }] }, schemas({ A: person })),
  ],
  [
    '3.0 nullable reference is oneOf with null',
    old(both({ nullable: true, allOf: [ref('A')] }, schemas({ A: person }))),
    both({ oneOf: [{ type: 'null' }, ref('A')] }, schemas({ A: person })),
  ],
  [
    '3.0 nullable list of values',
    old(both({ type: 'string', nullable: true, enum: ['a', null] })),
    both({ type: ['string', 'null'], enum: ['a', null] }),
  ],
  [
    '3.0 exclusive bounds are numbers in 3.1',
    old(both({ type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: true })),
    both({ type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 9 }),
  ],
  [
    'false 3.0 exclusive bounds say nothing',
    old(both({ type: 'number', minimum: 0, exclusiveMinimum: false })),
    both({ type: 'number', minimum: 0 }),
  ],
  [
    '3.0 byte is an encoding in 3.1',
    old(both({ type: 'string', format: 'byte' })),
    both({ type: 'string', contentEncoding: 'base64' }),
  ],
  [
    '3.0 binary is a media type in 3.1',
    old(both({ type: 'string', format: 'binary' })),
    both({ type: 'string', contentMediaType: 'application/octet-stream' }),
  ],
  [
    'an example becomes examples',
    old(both({ type: 'string', example: 'a' })),
    both({ type: 'string', examples: ['a'] }),
  ],
  ['a type is an array of one', both({ type: 'string' }), both({ type: ['string'] })],
  ['a list of one value is a const', both({ type: 'string', enum: ['a'] }), both({ type: 'string', const: 'a' })],
  ['the order of values', both({ enum: ['a', 'b', 'c'] }), both({ enum: ['c', 'a', 'b'] })],
  [
    'the order of required',
    both({ ...person, required: ['name', 'age'] }),
    both({ ...person, required: ['age', 'name'] }),
  ],
  ['the order of types', both({ type: ['string', 'integer'] }), both({ type: ['integer', 'string'] })],
  ['defaults that are said', both({ type: 'array' }), both({ type: 'array', uniqueItems: false, minItems: 0 })],
  ['an empty list of required', both(holds({})), both({ ...holds({}), required: [] })],
  ['additional properties that are permitted anyway', both(person), both({ ...person, additionalProperties: true })],
  ['additional properties of any kind', both(person), both({ ...person, additionalProperties: {} })],
  [
    'false flags',
    both({ type: 'string' }),
    both({ type: 'string', deprecated: false, readOnly: false, writeOnly: false }),
  ],
  ['a title and a description', both(person), both({ ...person, title: 'Person', description: 'Somebody' })],
  ['extensions', both(person), both({ ...person, 'x-internal': true })],
  ['an object whose type is said', both({ properties: { a: {} } }), both({ type: 'object', properties: { a: {} } })],
  ['a schema moves to the components', both(person), both(ref('Person'), schemas({ Person: person }))],
  ['a component is renamed', both(ref('A'), schemas({ A: person })), both(ref('B'), schemas({ B: person }))],
  [
    'a reference through another',
    both(ref('A'), schemas({ A: person })),
    both(ref('B'), schemas({ B: ref('A'), A: person })),
  ],
  ['allOf of one', both(person), both({ allOf: [person] })],
  ['allOf is merged', both(person), both({ allOf: [{ ...person, required: [] }, { required: ['name'] }] })],
  [
    'allOf over references is merged',
    both(
      { allOf: [ref('Base'), { type: 'object', properties: { b: { type: 'string' } }, required: ['b'] }] },
      schemas({ Base: person }),
    ),
    both({
      type: 'object',
      properties: { ...person.properties, b: { type: 'string' } },
      required: ['name', 'b'],
    }),
  ],
  ['oneOf of one', both(person), both({ oneOf: [person] })],
  ['anyOf of one', both(person), both({ anyOf: [person] })],
  [
    'the order of alternatives',
    both({ oneOf: [{ type: 'string' }, { type: 'integer' }, ref('A')] }, schemas({ A: person })),
    both({ oneOf: [ref('A'), { type: 'integer' }, { type: 'string' }] }, schemas({ A: person })),
  ],
  [
    'alternatives of types are a type array',
    both({ anyOf: [{ type: 'string' }, { type: 'integer' }] }),
    both({ type: ['string', 'integer'] }),
  ],
  [
    'an alternative moves to the components',
    both({ oneOf: [person, { type: 'string' }] }),
    both({ oneOf: [ref('A'), { type: 'string' }] }, schemas({ A: person })),
  ],
  [
    'a kind is renamed behind its mapping',
    both(
      {
        oneOf: [ref('A'), ref('C')],
        discriminator: { propertyName: 'k', mapping: { a: '#/components/schemas/A', c: '#/components/schemas/C' } },
      },
      schemas({ A: holds({ type: 'string' }), C: holds({ type: 'integer' }) }),
    ),
    both(
      {
        oneOf: [ref('B'), ref('C')],
        discriminator: { propertyName: 'k', mapping: { a: '#/components/schemas/B', c: '#/components/schemas/C' } },
      },
      schemas({ B: holds({ type: 'string' }), C: holds({ type: 'integer' }) }),
    ),
  ],
  [
    'a mapping that says what holds anyway',
    both(
      { oneOf: [ref('A'), ref('C')], discriminator: { propertyName: 'k', mapping: { A: '#/components/schemas/A' } } },
      schemas({ A: holds({}), C: person }),
    ),
    both({ oneOf: [ref('A'), ref('C')], discriminator: { propertyName: 'k' } }, schemas({ A: holds({}), C: person })),
  ],
  [
    'a reference by anchor',
    both(ref('A'), schemas({ A: person })),
    both({ $ref: '#person' }, schemas({ A: { $anchor: 'person', ...person } })),
  ],
  [
    'digits are written otherwise',
    both({ type: 'string', pattern: '^[0-9]{3}$' }),
    both({ type: 'string', pattern: '^\\d{3}$' }),
  ],
  ['an integer between bounds', both({ type: 'integer', exclusiveMinimum: 0 }), both({ type: 'integer', minimum: 1 })],
  ['items that may be anything', both({ type: 'array' }), both({ type: 'array', items: {} })],
  [
    'definitions of 3.1',
    both(ref('A'), schemas({ A: person })),
    both({
      $defs: { p: person },
      $ref: '#/paths/~1orders~1{id}/post/requestBody/content/application~1json/schema/$defs/p',
    }),
  ],
  [
    'a recursive schema is unrolled once',
    both(ref('N'), schemas({ N: holds(ref('N')) })),
    both(holds(ref('N')), schemas({ N: holds(ref('N')) })),
  ],

  [
    'the style that holds anyway',
    query({}),
    query({ style: 'form', explode: true, required: false, allowReserved: false }),
  ],
  [
    'a parameter moves to the path',
    query({}),
    {
      ...empty,
      paths: {
        '/orders/{id}': {
          parameters: [{ name: 'q', in: 'query', schema: {} }],
          post: { responses: { 200: { description: 'ok' } } },
        },
      },
    },
  ],
  [
    'a parameter moves to the components',
    query({}),
    api(
      { parameters: [{ $ref: '#/components/parameters/q' }] },
      { components: { parameters: { q: { name: 'q', in: 'query', schema: {} } } } },
    ),
  ],
  [
    'a path parameter is renamed',
    api({ parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }] }),
    api(
      { parameters: [{ name: 'order', in: 'path', required: true, schema: { type: 'string' } }] },
      {},
      '/orders/{order}',
    ),
  ],
  [
    'a header in capitals',
    api({ parameters: [{ name: 'x-a', in: 'header', schema: {} }] }),
    api({ parameters: [{ name: 'X-A', in: 'header', schema: {} }] }),
  ],
  [
    'the order of parameters',
    api({ parameters: ['a', 'b'].map((name) => ({ name, in: 'query', schema: {} })) }),
    api({ parameters: ['b', 'a'].map((name) => ({ name, in: 'query', schema: {} })) }),
  ],
  [
    'an Authorization header that security says',
    empty,
    api({ parameters: [{ name: 'Authorization', in: 'header', required: true, schema: {} }] }),
  ],
  [
    'a media type in capitals with a character set',
    api({ requestBody: { content: { 'application/json': {} } } }),
    api({ requestBody: { content: { 'Application/JSON; charset=utf-8': {} } } }),
  ],
  [
    'a response moves to the components',
    answers(person),
    api(
      { responses: { 200: { $ref: '#/components/responses/R' } } },
      { components: { responses: { R: { description: 'ok', ...body(person) } } } },
    ),
  ],
  [
    'a request body moves to the components',
    asks(person),
    api(
      { requestBody: { $ref: '#/components/requestBodies/B' } },
      { components: { requestBodies: { B: body(person) } } },
    ),
  ],
  ['components that nobody uses', api({}, schemas({ A: person })), api({}, schemas({ B: { type: 'string' } }))],
  [
    'security of the operation is said for all',
    api({ security: [{ k: [] }] }, { components: { securitySchemes: { k: { type: 'http', scheme: 'bearer' } } } }),
    api({}, { security: [{ k: [] }], components: { securitySchemes: { k: { type: 'http', scheme: 'bearer' } } } }),
  ],
  ['no security is said twice', api({}), api({ security: [] })],
  [
    'a scheme is renamed',
    api({ security: [{ k: [] }] }, { components: { securitySchemes: { k: { type: 'http', scheme: 'Bearer' } } } }),
    api(
      { security: [{ token: [] }] },
      { components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } } },
    ),
  ],
  [
    'a slash at the end of the address',
    api({}, { servers: [{ url: 'https://a/v1' }] }),
    api({}, { servers: [{ url: 'https://a/v1/', description: 'a' }] }),
  ],
  ['the address that holds anyway', api({}), api({}, { servers: [{ url: '/' }] })],
  [
    'words, tags and examples',
    api({ summary: 'a', tags: ['a'] }),
    api({ summary: 'b', description: 'c', tags: ['c', 'a'], externalDocs: { url: 'https://a' } }),
  ],
  [
    'Swagger 2.0 is OpenAPI 3.0: body',
    swagger(
      {
        consumes: ['application/json'],
        produces: ['application/json'],
        parameters: [{ in: 'body', name: 'b', required: true, schema: { $ref: '#/definitions/P' } }],
        responses: { 200: { description: 'ok', schema: { $ref: '#/definitions/P' } } },
      },
      { definitions: { P: person } },
    ),
    old(
      api(
        {
          requestBody: { required: true, ...body(ref('P')) },
          responses: { 200: { description: 'ok', ...body(ref('P')) } },
        },
        schemas({ P: person }),
      ),
    ),
  ],
  [
    'Swagger 2.0 is OpenAPI 3.0: parameters',
    swagger({
      parameters: [
        { in: 'query', name: 'q', type: 'array', items: { type: 'string' }, collectionFormat: 'multi' },
        { in: 'path', name: 'id', required: true, type: 'string' },
      ],
    }),
    old(
      api({
        parameters: [
          { in: 'query', name: 'q', schema: { type: 'array', items: { type: 'string' } } },
          { in: 'path', name: 'id', required: true, schema: { type: 'string' } },
        ],
      }),
    ),
  ],
  [
    'Swagger 2.0 is OpenAPI 3.0: forms',
    swagger({
      consumes: ['multipart/form-data'],
      parameters: [{ in: 'formData', name: 'f', type: 'file', required: true }],
    }),
    old(
      api({
        requestBody: {
          required: true,
          content: {
            'multipart/form-data': {
              schema: { type: 'object', properties: { f: { type: 'string', format: 'binary' } }, required: ['f'] },
            },
          },
        },
      }),
    ),
  ],
  [
    'Swagger 2.0 is OpenAPI 3.0: security and address',
    swagger(
      { security: [{ k: [] }] },
      { host: 'a', basePath: '/v1', schemes: ['https'], securityDefinitions: { k: { type: 'basic' } } },
    ),
    old(
      api(
        { security: [{ k: [] }] },
        {
          servers: [{ url: 'https://a/v1' }],
          components: { securitySchemes: { k: { type: 'http', scheme: 'basic' } } },
        },
      ),
    ),
  ],
  [
    'Swagger 2.0 is OpenAPI 3.0: OAuth',
    swagger(
      { security: [{ o: ['read'] }] },
      {
        securityDefinitions: {
          o: {
            type: 'oauth2',
            flow: 'accessCode',
            authorizationUrl: 'https://a/auth',
            tokenUrl: 'https://a/token',
            scopes: { read: 'r' },
          },
        },
      },
    ),
    old(
      api(
        { security: [{ o: ['read'] }] },
        {
          components: {
            securitySchemes: {
              o: {
                type: 'oauth2',
                flows: {
                  authorizationCode: {
                    authorizationUrl: 'https://a/auth',
                    tokenUrl: 'https://a/token',
                    scopes: { read: 'r' },
                  },
                },
              },
            },
          },
        },
      ),
    ),
  ],
  [
    'values of a list are named one by one',
    both({ type: 'string', enum: ['a', 'b'] }),
    both({
      oneOf: [
        { const: 'a', title: 'A' },
        { enum: ['b'], description: 'B' },
      ],
    }),
  ],
  ['a step of one', both({ type: 'integer' }), both({ type: 'integer', multipleOf: 1 })],
  [
    'the bounds that a format has anyway',
    both({ type: 'integer', format: 'int32' }),
    both({ type: 'integer', format: 'int32', minimum: -2147483648, maximum: 2147483647 }),
  ],
  [
    'the length of a closed tuple',
    both({ type: 'array', prefixItems: [{ type: 'string' }], items: false }),
    both({ type: 'array', prefixItems: [{ type: 'string' }], items: false, maxItems: 1 }),
  ],
  [
    'bytes without a schema',
    old(
      api({
        responses: {
          200: { description: 'ok', content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } } },
        },
      }),
    ),
    api({ responses: { 200: { description: 'ok', content: { 'application/pdf': {} } } } }),
  ],
  [
    'Swagger 2.0 is OpenAPI 3.0: a file that is answered',
    swagger({ produces: ['application/pdf'], responses: { 200: { description: 'ok', schema: { type: 'file' } } } }),
    old(
      api({
        responses: {
          200: { description: 'ok', content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } } },
        },
      }),
    ),
  ],
  [
    'a form of which a part is required',
    api({
      requestBody: {
        content: { 'multipart/form-data': { schema: { type: 'object', properties: { f: {} }, required: ['f'] } } },
      },
    }),
    api({
      requestBody: {
        required: true,
        content: { 'multipart/form-data': { schema: { type: 'object', properties: { f: {} }, required: ['f'] } } },
      },
    }),
  ],
  [
    'an address in capitals with the port that holds anyway',
    api({}, { servers: [{ url: 'https://API.example:443/v1' }] }),
    api({}, { servers: [{ url: 'https://api.example/v1/' }] }),
  ],
  [
    'the path of the address moves into the paths',
    api({}, { servers: [{ url: 'https://api.example/v1' }] }, '/orders'),
    api({}, { servers: [{ url: 'https://api.example' }] }, '/v1/orders'),
  ],
  [
    'a default of what must be sent anyway',
    query({ required: true }),
    query({ required: true, schema: { default: 'a' } }),
  ],
  [
    'a kind that refers to all kinds is renamed',
    both(
      ref('Pet'),
      schemas({
        Pet: {
          oneOf: [ref('Dog'), ref('Cat')],
          discriminator: { propertyName: 'k', mapping: { d: '#/components/schemas/Dog' } },
        },
        Dog: { type: 'object', properties: { friend: ref('Pet') } },
        Cat: { type: 'object', properties: { lives: { type: 'integer' } } },
      }),
    ),
    both(
      ref('Pet'),
      schemas({
        Pet: {
          oneOf: [ref('Hound'), ref('Cat')],
          discriminator: { propertyName: 'k', mapping: { d: '#/components/schemas/Hound' } },
        },
        Hound: { type: 'object', properties: { friend: ref('Pet') } },
        Cat: { type: 'object', properties: { lives: { type: 'integer' } } },
      }),
    ),
  ],
  ['a list of both truths', both({ type: 'boolean' }), both({ type: 'boolean', enum: [true, false] })],
  [
    'a variable of the address with its default',
    api({}, { servers: [{ url: 'https://{host}/v1', variables: { host: { default: 'api.example' } } }] }),
    api({}, { servers: [{ url: 'https://api.example/v1' }] }),
  ],
  [
    'failures of a range',
    api({ responses: { 200: { description: 'ok' }, 400: { description: 'no' }, 404: { description: 'none' } } }),
    api({ responses: { 200: { description: 'ok' }, '4XX': { description: 'no' } } }),
  ],
  ['an integer is a number', both({ type: ['integer', 'number'] }), both({ type: 'number' })],
  ['a number in whole steps is an integer', both({ type: 'number', multipleOf: 1 }), both({ type: 'integer' })],
  ['a limit of what the type does not permit', both({ type: 'number' }), both({ type: 'number', minLength: 3 })],
  ['`then` without `if`', both({ type: 'object' }), both({ type: 'object', ...thenSays({ required: ['a'] }) })],
  ['`if` without `then`', both({ type: 'object' }), both({ type: 'object', if: { required: ['a'] } })],
  ['`minContains` without `contains`', both({ type: 'array' }), both({ type: 'array', minContains: 2 })],
  ['`contains` of none', both({ type: 'array' }), both({ type: 'array', contains: { const: 'a' }, minContains: 0 })],
  [
    'unevaluated where nothing else evaluates',
    both({ type: 'object', properties: { a: {} }, unevaluatedProperties: false }),
    both({ type: 'object', properties: { a: {} }, additionalProperties: false }),
  ],
  [
    'conditions in another order',
    both({
      allOf: [
        { if: { required: ['a'] }, ...thenSays({ required: ['b'] }) },
        { if: { required: ['c'] }, ...thenSays({ required: ['d'] }) },
      ],
    }),
    both({
      allOf: [
        { if: { required: ['c'] }, ...thenSays({ required: ['d'] }) },
        { if: { required: ['a'] }, ...thenSays({ required: ['b'] }) },
      ],
    }),
  ],
  [
    'one item differs from itself',
    both({ type: 'array', maxItems: 1 }),
    both({ type: 'array', maxItems: 1, uniqueItems: true }),
  ],
  [
    'as many properties as are required',
    both({ type: 'object', required: ['a', 'b'] }),
    both({ type: 'object', required: ['a', 'b'], minProperties: 2 }),
  ],
  [
    'what is required together with what is required',
    both({ type: 'object', required: ['a'], dependentRequired: { a: ['b'] } }),
    both({ type: 'object', required: ['a', 'b'] }),
  ],
  ['a limit that all listed values keep to', both({ enum: ['aa', 'bb'] }), both({ enum: ['aa', 'bb'], maxLength: 2 })],
  [
    'alternatives within alternatives',
    both({ oneOf: [{ oneOf: [{ type: 'string' }, { type: 'boolean' }] }, { type: 'array' }] }),
    both({ oneOf: [{ type: 'string' }, { type: 'boolean' }, { type: 'array' }] }),
  ],
  [
    'a type without a schema beside the same with a character set',
    api({
      responses: {
        200: {
          description: 'ok',
          content: { 'application/json': {}, 'application/json;charset=utf-8': { schema: person } },
        },
      },
    }),
    api({
      responses: { 200: { description: 'ok', content: { 'application/json;charset=utf-8': { schema: person } } } },
    }),
  ],
  [
    'an operation names the address that holds anyway',
    api({}, { servers: [{ url: 'https://a' }] }),
    api({ servers: [{ url: 'https://a/' }] }, { servers: [{ url: 'https://a' }] }),
  ],
  [
    'required together, said as a schema',
    both({ type: 'object', dependentRequired: { a: ['b'] } }),
    both({ type: 'object', dependentSchemas: { a: { required: ['b'] } } }),
  ],
]
