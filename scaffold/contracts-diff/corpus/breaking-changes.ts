import { answers, api, asks, body, empty, holds, type Node } from './pair.ts'
import {
  answered,
  called,
  cat,
  dog,
  family,
  form,
  hook,
  oauth,
  object,
  path,
  pets,
  query,
  ref,
  responses,
  schemas,
  secured,
  text,
  zoo,
} from './parts.ts'

const sharing = (properties: Node): Node => ({
  ...empty,
  paths: {
    '/a': { post: { 'x-stability-level': 'alpha', requestBody: body(ref('Shared')), responses: {} } },
    '/b': { post: { requestBody: body(ref('Shared')), responses: {} } },
  },
  ...schemas({ Shared: object(properties) }),
})
const told = (kinds: Record<string, string>) => ({
  discriminator: {
    propertyName: 'kind',
    mapping: Object.fromEntries(Object.entries(kinds).map(([kind, name]) => [kind, `#/components/schemas/${name}`])),
  },
})
const at = (url: string) => api({}, { servers: [{ url }] })

/** Changes that break those who use the API. */
export const BREAKING: [string, Node, Node][] = [
  ['a path is renamed', api({}, {}, '/orders'), api({}, {}, '/purchases')],
  ['a path gets a further part', api({}, {}, '/orders/{id}'), api({}, {}, '/orders/{id}/details')],
  ['a method changes', { ...empty, paths: { '/a': { post: {} } } }, { ...empty, paths: { '/a': { put: {} } } }],
  ['a property of a request is renamed', asks(object({ name: text })), asks(object({ fullName: text }))],
  ['a property of a response is renamed', answers(object({ name: text })), answers(object({ fullName: text }))],
  [
    'a property deep in a response goes',
    answers(object({ a: object({ b: object({ c: text }) }) })),
    answers(object({ a: object({ b: object({}) }) })),
  ],
  [
    'a property of items goes',
    answers({ type: 'array', items: object({ a: text, b: text }) }),
    answers({ type: 'array', items: object({ a: text }) }),
  ],
  ['a response becomes a list', answers(object({ a: text })), answers({ type: 'array', items: object({ a: text }) })],
  [
    'a list is wrapped into an object',
    answers({ type: 'array', items: text }),
    answers(object({ items: { type: 'array', items: text } })),
  ],
  ['a value becomes an object', answers(holds(text)), answers(holds(object({ value: text })))],
  ['a value becomes a list', asks(holds(text)), asks(holds({ type: 'array', items: text }))],
  ['a number becomes text in a response', answers(holds({ type: 'number' })), answers(holds(text))],
  [
    'a date becomes a date and a time',
    answers(holds({ type: 'string', format: 'date' })),
    answers(holds({ type: 'string', format: 'date-time' })),
  ],
  ['an identifier must be a UUID in the path', path(text), path({ type: 'string', format: 'uuid' })],
  ['an identifier in the path becomes a number', path(text), path({ type: 'integer' })],
  ['a pattern changes', asks(holds({ type: 'string', pattern: '^a' })), asks(holds({ type: 'string', pattern: '^b' }))],
  ['a list of values is renamed', asks(holds({ enum: ['open', 'closed'] })), asks(holds({ enum: ['OPEN', 'CLOSED'] }))],
  [
    'a value is added to what is answered',
    answers(holds({ type: 'string', enum: ['a'] })),
    answers(holds({ type: 'string', enum: ['a', 'b'] })),
  ],
  [
    'a closed list becomes extensible in a response',
    answers(holds({ type: 'string', enum: ['a'] })),
    answers(holds({ type: 'string', 'x-extensible-enum': ['a', 'b'] })),
  ],
  ['a const changes', asks(holds({ const: 'a' })), asks(holds({ const: 'b' }))],
  ['a const of a response changes', answers(holds({ const: 'v1' })), answers(holds({ const: 'v2' }))],
  [
    'a shared component loses a property',
    answers(ref('P'), schemas({ P: object({ a: text, b: text }) })),
    answers(ref('P'), schemas({ P: object({ a: text }) })),
  ],
  [
    'a component of a component becomes required',
    asks(holds(ref('P')), schemas({ P: object({ a: text }) })),
    asks(holds(ref('P')), schemas({ P: object({ a: text }, { required: ['a'] }) })),
  ],
  [
    'allOf gets a part that requires',
    asks({ allOf: [ref('A')] }, schemas({ A: holds(text), B: object({ b: text }, { required: ['b'] }) })),
    asks({ allOf: [ref('A'), ref('B')] }, schemas({ A: holds(text), B: object({ b: text }, { required: ['b'] }) })),
  ],
  [
    'allOf loses a part of a response',
    answers({ allOf: [ref('A'), ref('B')] }, schemas({ A: holds(text), B: object({ b: text }) })),
    answers({ allOf: [ref('A')] }, schemas({ A: holds(text), B: object({ b: text }) })),
  ],
  ['a kind goes from a request', asks(pets(['Cat', 'Dog']), zoo), asks(pets(['Cat']), zoo)],
  ['a kind comes to a response', answers(pets(['Cat', 'Dog']), zoo), answers(pets(['Cat', 'Dog', 'Cow']), zoo)],
  [
    'anyOf loses a kind in a request',
    asks({ anyOf: [ref('Cat'), ref('Dog')] }, zoo),
    asks({ anyOf: [ref('Dog')] }, zoo),
  ],
  ['a kind is replaced', asks(pets(['Cat', 'Dog']), zoo), asks(pets(['Cat', 'Cow']), zoo)],
  [
    'a kind within a list gets narrower',
    asks({ type: 'array', items: pets(['Cat', 'Dog']) }, zoo),
    asks(
      { type: 'array', items: pets(['Cat', 'Dog']) },
      schemas({ Cat: { ...cat, required: ['kind', 'lives'] }, Dog: dog }),
    ),
  ],
  ['oneOf is replaced by one of its kinds', asks(pets(['Cat', 'Dog']), zoo), asks(ref('Cat'), zoo)],
  ['a response may be of several kinds', answers(ref('Cat'), zoo), answers(pets(['Cat', 'Dog']), zoo)],
  [
    'what tells kinds apart changes',
    answers(pets(['Cat', 'Dog'], { discriminator: { propertyName: 'kind' } }), zoo),
    answers(pets(['Cat', 'Dog'], { discriminator: { propertyName: 'type' } }), zoo),
  ],
  [
    'a kind is called otherwise',
    asks(
      pets(['Cat', 'Dog'], {
        discriminator: {
          propertyName: 'kind',
          mapping: { cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog' },
        },
      }),
      zoo,
    ),
    asks(
      pets(['Cat', 'Dog'], {
        discriminator: {
          propertyName: 'kind',
          mapping: { kitty: '#/components/schemas/Cat', dog: '#/components/schemas/Dog' },
        },
      }),
      zoo,
    ),
  ],
  ['not is widened in a request', asks(holds({ not: { enum: ['a'] } })), asks(holds({ not: { enum: ['a', 'b'] } }))],
  [
    'a map of texts becomes a map of numbers',
    answers({ type: 'object', additionalProperties: text }),
    answers({ type: 'object', additionalProperties: { type: 'integer' } }),
  ],
  ['a request is closed', asks(object({ a: text })), asks(object({ a: text }, { additionalProperties: false }))],
  [
    'a request is closed by unevaluatedProperties',
    asks({ allOf: [object({ a: text })] }),
    asks({ allOf: [object({ a: text })], unevaluatedProperties: false }),
  ],
  [
    'a tuple gets narrower',
    asks({ type: 'array', prefixItems: [{ type: 'number' }] }),
    asks({ type: 'array', prefixItems: [{ type: 'integer' }] }),
  ],
  [
    'a tuple is closed',
    asks({ type: 'array', prefixItems: [text] }),
    asks({ type: 'array', prefixItems: [text], items: false }),
  ],
  [
    'contains asks for something else',
    asks({ type: 'array', contains: { const: 'a' } }),
    asks({ type: 'array', contains: { const: 'b' } }),
  ],
  [
    'no longer null deep in a request',
    asks(object({ a: object({ b: { type: ['string', 'null'] } }) })),
    asks(object({ a: object({ b: text }) })),
  ],
  ['a response may hold null', answers(holds(text)), answers(holds({ type: ['string', 'null'] }))],
  [
    'a reference may be null in a response',
    answers(holds(ref('Cat')), zoo),
    answers(holds({ anyOf: [ref('Cat'), { type: 'null' }] }), zoo),
  ],
  [
    'a reference may not be null in a request',
    asks(holds({ oneOf: [ref('Cat'), { type: 'null' }] }), zoo),
    asks(holds(ref('Cat')), zoo),
  ],
  [
    'a required property of a response becomes optional',
    answers(object({ a: text }, { required: ['a'] })),
    answers(object({ a: text })),
  ],
  ['a property is only written', answers(holds(text)), answers(holds({ type: 'string', writeOnly: true }))],
  ['a parameter is renamed', query({ name: 'pageSize' }), query({ name: 'page_size' })],
  [
    'a required parameter comes for all methods of a path',
    empty,
    {
      ...empty,
      paths: {
        '/orders/{id}': {
          parameters: [{ name: 'tenant', in: 'header', required: true, schema: text }],
          post: { responses: { 200: {} } },
        },
      },
    },
  ],
  [
    'a parameter moves from query to path',
    api({ parameters: [{ name: 'id', in: 'query', schema: text }] }, {}, '/orders'),
    api({ parameters: [{ name: 'id', in: 'path', required: true, schema: text }] }, {}, '/orders/{id}'),
  ],
  [
    'a parameter accepts fewer values',
    query({ schema: { type: 'string', enum: ['a', 'b'] } }),
    query({ schema: { type: 'string', enum: ['a'] } }),
  ],
  [
    'a list in a query is separated by bars',
    query({ schema: { type: 'array', items: text }, explode: false }),
    query({ schema: { type: 'array', items: text }, style: 'pipeDelimited', explode: false }),
  ],
  [
    'an object in a query is written deep',
    query({ schema: object({ a: text }) }),
    query({ schema: object({ a: text }), style: 'deepObject' }),
  ],
  [
    'a page may hold fewer',
    query({ schema: { type: 'integer', maximum: 100 } }),
    query({ schema: { type: 'integer', maximum: 50 } }),
  ],
  [
    'a default of a parameter changes',
    query({ schema: { type: 'integer', default: 20 } }),
    query({ schema: { type: 'integer', default: 50 } }),
  ],
  ['a cookie must be sent', empty, api({ parameters: [{ name: 's', in: 'cookie', required: true, schema: text }] })],
  [
    'a parameter becomes JSON',
    query({ schema: object({ a: text }) }),
    api({ parameters: [{ name: 'q', in: 'query', content: { 'application/json': { schema: object({ a: text }) } } }] }),
  ],
  [
    'JSON becomes XML',
    answers(object({})),
    responses({ 200: { content: { 'application/xml': { schema: object({}) } } } }),
  ],
  [
    'a form is no longer accepted',
    api({ requestBody: { content: { 'application/json': {}, 'multipart/form-data': {} } } }),
    api({ requestBody: { content: { 'application/json': {} } } }),
  ],
  [
    'a field of a form must be sent',
    api({ requestBody: { content: { 'multipart/form-data': { schema: object({ f: text }) } } } }),
    api({ requestBody: { content: { 'multipart/form-data': { schema: object({ f: text }, { required: ['f'] }) } } } }),
  ],
  [
    '200 becomes 204',
    responses({ 200: { description: 'ok', ...body(text) } }),
    responses({ 204: { description: 'done' } }),
  ],
  [
    '200 becomes 202',
    responses({ 200: { description: 'ok', ...body(text) } }),
    responses({ 202: { description: 'later', ...body(text) } }),
  ],
  ['a response has no content any more', answers(object({ a: text })), responses({ 200: { description: 'ok' } })],
  [
    'a header of a response is a text now',
    responses({ 200: { headers: { 'X-Left': { schema: { type: 'integer' } } } } }),
    responses({ 200: { headers: { 'X-Left': { schema: text } } } }),
  ],
  [
    'the body of a failure changes',
    responses({ 200: {}, 400: body(object({ code: text, detail: text })) }),
    responses({ 200: {}, 400: body(object({ code: text })) }),
  ],
  [
    'the default response loses a property',
    responses({ 200: {}, default: body(object({ code: text })) }),
    responses({ 200: {}, default: body(object({})) }),
  ],
  ['a bearer token becomes a basic one', secured([{ k: [] }]), secured([{ k: [] }], { type: 'http', scheme: 'basic' })],
  [
    'a key has another name',
    secured([{ k: [] }], { type: 'apiKey', in: 'header', name: 'X-Key' }),
    secured([{ k: [] }], { type: 'apiKey', in: 'header', name: 'X-Api-Key' }),
  ],
  [
    'all operations ask for a key',
    api({}),
    api({}, { security: [{ k: [] }], components: { securitySchemes: { k: { type: 'http', scheme: 'basic' } } } }),
  ],
  ['one way goes of two', secured([{ k: [] }, { m: [] }]), secured([{ k: [] }])],
  ['a second key is asked for as well', secured([{ k: [] }]), secured([{ k: [], m: [] }])],
  ['an open operation is closed', secured([{}, { k: [] }]), secured([{ k: [] }])],
  ['a scope is asked for', oauth({}), oauth({}, ['read', 'write'])],
  ['another scope is asked for', oauth({}), oauth({}, ['write'])],
  ['the address of tokens changes', oauth({}), oauth({ tokenUrl: 'https://b/token' })],
  [
    'the version in the address changes',
    api({}, { servers: [{ url: 'https://a/v1' }] }),
    api({}, { servers: [{ url: 'https://a/v2' }] }),
  ],
  [
    'a variable of the address loses a value',
    api({}, { servers: [{ url: 'https://{r}.a', variables: { r: { default: 'eu', enum: ['eu', 'us'] } } }] }),
    api({}, { servers: [{ url: 'https://{r}.a', variables: { r: { default: 'eu', enum: ['eu'] } } }] }),
  ],
  ['a webhook is renamed', hook({}), hook({}, 'settled')],
  [
    'a webhook loses a property',
    hook({ requestBody: body(object({ a: text })) }),
    hook({ requestBody: body(object({})) }),
  ],
  [
    'a webhook sends another type',
    hook({ requestBody: body(holds(text)) }),
    hook({ requestBody: body(holds({ type: 'integer' })) }),
  ],
  [
    'a callback is made to another place',
    called({}),
    api({ callbacks: { done: { '{$request.body#/callback}': { post: {} } } } }),
  ],
  [
    'a callback sends other values',
    called({ requestBody: body(holds({ enum: ['a'] })) }),
    called({ requestBody: body(holds({ enum: ['a', 'b'] })) }),
  ],
  ['an operation goes before its sunset', api({ deprecated: true, 'x-sunset': '2999-01-01' }), { ...empty, paths: {} }],
  ['a sunset is withdrawn', api({ deprecated: true, 'x-sunset': '2999-01-01' }), api({ deprecated: true })],
  [
    'a sunset of a parameter moves nearer',
    query({ deprecated: true, 'x-sunset': '2999-01-01' }),
    query({ deprecated: true, 'x-sunset': '2028-01-01' }),
  ],
  [
    'a sunset of a property moves nearer',
    answers(holds({ type: 'string', deprecated: true, 'x-sunset': '2999-01-01' })),
    answers(holds({ type: 'string', deprecated: true, 'x-sunset': '2028-01-01' })),
  ],
  ['what was stable is in the making', api({}), api({ 'x-stability-level': 'beta' })],
  ['what is in the making shares a schema with what is not', sharing({ a: text }), sharing({ b: text })],
  [
    'a sunset becomes no date',
    api({ deprecated: true, 'x-sunset': '2999-01-01' }),
    api({ deprecated: true, 'x-sunset': 'later' }),
  ],
  [
    'one thing fits two kinds of which it must be one',
    asks(object({ a: text, b: text })),
    asks({
      oneOf: [
        { ...object({ a: text, b: text }), title: 'A', minProperties: 0 },
        { ...object({ a: text, b: text, c: text }), title: 'B' },
      ],
    }),
  ],
  [
    'a date of a header becomes a number',
    answered({ headers: { 'X-A': { schema: { type: 'string', format: 'date' } } } }),
    answered({ headers: { 'X-A': { schema: { type: 'integer' } } } }),
  ],
  [
    'an object in a header is written otherwise',
    answered({ headers: { 'X-A': { schema: object({ a: text }) } } }),
    answered({ headers: { 'X-A': { explode: true, schema: object({ a: text }) } } }),
  ],
  [
    'a part of a form is accepted in another type',
    form({ f: { contentType: 'image/png' } }),
    form({ f: { contentType: 'image/jpeg' } }),
  ],
  [
    'the format of a number changes beside another type',
    asks(holds({ type: ['integer'], format: 'int64' })),
    asks(holds({ type: ['integer', 'boolean'], format: 'int32' })),
  ],
  [
    'a heir of what is answered loses a property',
    answers(ref('Pet'), family({ Dog: { bark: text } })),
    answers(ref('Pet'), family({ Dog: {} })),
  ],
  [
    'a heir of what is asked for must hold more',
    asks(ref('Pet'), family({ Dog: { bark: text } })),
    asks(ref('Pet'), family({ Dog: { bark: text } }, ['bark'])),
  ],
  ['the version in the path of the address changes', at('https://a/v1'), at('https://a/v2')],
  [
    'a property goes where a type is written twice',
    answered({
      content: { 'application/json': {}, 'application/json; charset=utf-8': { schema: object({ a: text }) } },
    }),
    answered({ content: { 'application/json': {}, 'application/json; charset=utf-8': { schema: object({}) } } }),
  ],
  [
    'what stands beside a reference further on is narrowed',
    asks(holds(ref('Field')), schemas({ Field: ref('Text'), Text: text })),
    asks(holds(ref('Field')), schemas({ Field: { ...ref('Text'), maxLength: 9 }, Text: text })),
  ],
  [
    'one of two that refer to the same is narrowed',
    asks(object({ a: ref('Text'), b: ref('Text') }), schemas({ Text: text })),
    asks(object({ a: ref('Text'), b: { ...ref('Text'), maxLength: 9 } }), schemas({ Text: text })),
  ],
  [
    'one operation moves to an address of its own',
    api({}, { servers: [{ url: 'https://a' }] }),
    api({ servers: [{ url: 'https://files.a' }] }, { servers: [{ url: 'https://a' }] }),
  ],
  [
    'one address of two goes',
    api({}, { servers: [{ url: 'https://a' }, { url: 'https://b' }] }),
    api({}, { servers: [{ url: 'https://a' }] }),
  ],
  [
    'a kind of a response is called otherwise',
    answers(pets(['Cat', 'Dog'], told({ cat: 'Cat', dog: 'Dog' })), zoo),
    answers(pets(['Cat', 'Dog'], told({ CAT: 'Cat', dog: 'Dog' })), zoo),
  ],
  ['a list in a form is written otherwise', form({ f: { explode: true } }), form({ f: { explode: false } })],
  [
    'a part of a form needs a header',
    form({}),
    form({ f: { headers: { 'X-Sum': { required: true, schema: text } } } }),
  ],
  [
    'a webhook no longer has its header',
    hook({ parameters: [{ name: 'X-Sign', in: 'header', required: true, schema: text }] }),
    hook({}),
  ],
  [
    'a webhook may come without a body',
    hook({ requestBody: { ...body(text), required: true } }),
    hook({ requestBody: body(text) }),
  ],
  [
    'a name of a map gets another type in a request',
    asks({ type: 'object', additionalProperties: text }),
    asks({ type: 'object', additionalProperties: text, properties: { a: { type: 'integer' } } }),
  ],
]
