import { CORRELATION_LIMIT } from './limit.ts'
import { PROBLEMS } from './problem.ts'

const CORRELATION = 'One id from the first request to the last ledger entry; made where the caller sends none.'

/** What every document shares beside its schemas: a document keeps those it refers to. */
export const COMPONENTS = {
  securitySchemes: {
    bearer: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description:
        'An access token, verified as RFC8725 asks for (pinned algorithms, issuer, audience, expiry); the tenant and the scopes come from it alone.',
    },
  },
  parameters: {
    IdempotencyKey: {
      name: 'idempotency-key',
      in: 'header',
      required: true,
      description: 'Makes a repeat safe: the same key with the same body takes effect once.',
      schema: { type: 'string', minLength: 1, maxLength: 255, example: '0b0a7d8e-order-Q-00042' },
    },
    CorrelationId: {
      name: 'x-correlation-id',
      in: 'header',
      required: false,
      description: CORRELATION,
      schema: { type: 'string', maxLength: CORRELATION_LIMIT, example: 'Q-00042' },
    },
  },
  headers: {
    CorrelationId: { description: CORRELATION, schema: { type: 'string', maxLength: CORRELATION_LIMIT } },
    RetryAfter: {
      description: 'Seconds until a repeat is useful.',
      schema: { type: 'integer', minimum: 0, maximum: 86_400 },
    },
    RateLimit: {
      description:
        'What is left of the allowance of the caller, where there is one (draft-ietf-httpapi-ratelimit-headers).',
      schema: { type: 'string', maxLength: 255, example: '"default";r=50;t=30' },
    },
    'Access-Control-Allow-Origin': {
      description: 'Absent unless the host names other origins whose pages may read the answer: by default none may.',
      schema: { type: 'string', maxLength: 255 },
    },
    Deprecation: {
      description: 'Since when this version is deprecated (RFC 9745); `Link` names how to move.',
      schema: { type: 'string', maxLength: 20, example: '@1796083200' },
    },
    Sunset: {
      description: 'From when on this version answers 410 (RFC 8594).',
      schema: { type: 'string', maxLength: 40, example: 'Wed, 31 Mar 2027 00:00:00 GMT' },
    },
  },
  responses: Object.fromEntries(
    Object.entries(PROBLEMS).map(([name, { description, ...options }]) => [
      name,
      {
        description,
        headers: {
          'X-Correlation-Id': { $ref: '#/components/headers/CorrelationId' },
          RateLimit: { $ref: '#/components/headers/RateLimit' },
          'Access-Control-Allow-Origin': { $ref: '#/components/headers/Access-Control-Allow-Origin' },
          ...('retryAfter' in options && { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } }),
        },
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  ),
}

export const ref = (kind: keyof typeof COMPONENTS | 'schemas', name: string) => ({
  $ref: `#/components/${kind}/${name}`,
})
