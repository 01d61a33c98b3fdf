import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { basePathOf, type Contract, type Operation, PathParam, pathParams, scopeOf, z } from './contract.ts'
import { PROBLEMS, ProblemDetails, problemsOf } from './problem.ts'

/** The route of one operation as the server validates it; the document adds what every operation has. */
export function routeOf(contract: Contract, operationId: string, operation: Operation) {
  const params = pathParams(operation.path)
  return createRoute({
    operationId,
    method: operation.method,
    path: operation.path,
    summary: operation.summary,
    tags: [contract.name],
    security: [{ bearer: [scopeOf(contract, operationId)] }],
    request: {
      ...(params.length > 0 && {
        params: z.object(Object.fromEntries(params.map((name) => [name, PathParam]))),
      }),
      ...(operation.query && { query: operation.query }),
      ...(operation.idempotent && { headers: z.object({ 'idempotency-key': z.string().min(1).max(255) }) }),
      ...(operation.body && {
        body: { required: true, content: { 'application/json': { schema: operation.body } } },
      }),
    },
    responses: {
      [operation.status ?? 200]: {
        description: operation.summary,
        content: { 'application/json': { schema: operation.returns } },
      },
    },
  })
}

/** The published OpenAPI 3.1 document of a contract. Deterministic: the same contract gives the same bytes. */
export function documentOf(given: unknown): Record<string, unknown> {
  const contract = given as Contract
  const { openAPIRegistry: registry, getOpenAPI31Document } = new OpenAPIHono()
  registry.register('Problem', ProblemDetails)
  for (const [kind, components] of Object.entries(COMPONENTS))
    for (const [name, component] of Object.entries(components))
      registry.registerComponent(kind as 'responses', name, component as never)
  for (const [id, operation] of Object.entries(contract.operations))
    registry.registerPath(published(contract, id, operation))
  // OpenAPI 3.1 has a place for what others may call at a consumer's (`webhooks`), none for what is published within:
  // the generator puts the events' schemas there, and they are moved to `x-gantry`.
  for (const { name, data } of Object.values(contract.events))
    registry.registerWebhook({
      method: 'post',
      path: name,
      request: { body: { content: { 'application/json': { schema: data } } } },
      responses: {},
    })
  const { webhooks, ...document } = getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: contract.title,
      version: contract.version,
      description: contract.description,
      contact: { name: contract.owner },
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: basePathOf(contract), description: 'On the host that serves this API.' }],
    tags: [{ name: contract.name, description: contract.description }],
  }) as { webhooks?: Record<string, Published> }
  const events = Object.entries(webhooks ?? {}).map(([name, { post }]) => ({
    name,
    data: post.requestBody.content['application/json'].schema,
  }))
  return {
    ...document,
    'x-gantry': {
      name: contract.name,
      tier: contract.tier,
      owner: contract.owner,
      criticality: contract.criticality,
      lifecycle: contract.lifecycle,
      ...(events.length > 0 && { events }),
    },
  }
}

type Published = { post: { requestBody: { content: { 'application/json': { schema: unknown } } } } }

const ref = (kind: keyof typeof COMPONENTS | 'schemas', name: string) => ({ $ref: `#/components/${kind}/${name}` })

const CORRELATION = 'One id from the first request to the last ledger entry; made where the caller sends none.'

const COMPONENTS = {
  securitySchemes: {
    bearer: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'An access token; the tenant and the scopes come from it alone.',
    },
  },
  parameters: {
    IdempotencyKey: {
      name: 'idempotency-key',
      in: 'header',
      required: true,
      description: 'Makes a repeat safe: the same key with the same body takes effect once.',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    },
    CorrelationId: {
      name: 'x-correlation-id',
      in: 'header',
      required: false,
      description: CORRELATION,
      schema: { type: 'string' },
    },
  },
  headers: {
    CorrelationId: { description: CORRELATION, schema: { type: 'string' } },
    RetryAfter: { description: 'Seconds until a repeat is useful.', schema: { type: 'integer', minimum: 0 } },
  },
  responses: Object.fromEntries(
    Object.entries(PROBLEMS).map(([name, { description, ...options }]) => [
      name,
      {
        description,
        headers: {
          'x-correlation-id': { $ref: '#/components/headers/CorrelationId' },
          ...('retryAfter' in options && { 'retry-after': { $ref: '#/components/headers/RetryAfter' } }),
        },
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  ),
}

function published(contract: Contract, id: string, operation: Operation) {
  const { request, responses, ...route } = routeOf(contract, id, operation)
  const { headers: _, ...asked } = request
  const ended = contract.lifecycle === 'deprecated' || contract.lifecycle === 'retired'
  const answers = Object.entries(responses).map(([status, response]) => [
    status,
    { ...response, headers: { 'x-correlation-id': ref('headers', 'CorrelationId') } },
  ])
  const problems = Object.entries(problemsOf(operation)).map(([status, name]) => [status, ref('responses', name)])
  return {
    ...route,
    ...(ended && { deprecated: true }),
    parameters: [
      ...(operation.idempotent ? [ref('parameters', 'IdempotencyKey')] : []),
      ref('parameters', 'CorrelationId'),
    ],
    request: asked,
    responses: Object.fromEntries([...answers, ...problems]),
  }
}
