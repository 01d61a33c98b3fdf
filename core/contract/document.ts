import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { basePathOf, type Contract, type Operation, PathParam, pathParams, scopeOf, z } from './contract.ts'

/** RFC 9457, as every error of every API has it. */
export const ProblemDetails = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: z.string(),
    kind: z.enum(['transient', 'data', 'policy', 'bug']),
    correlation: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi('Problem')

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ProblemDetails } },
})

/** The route of one operation, as the document publishes it and the server validates it. */
export function routeOf(contract: Contract, operationId: string, operation: Operation) {
  const params = pathParams(operation.path)
  const headers = operation.idempotent
    ? z.object({ 'idempotency-key': z.string().min(1).max(255).openapi({ description: 'Makes a repeat safe.' }) })
    : undefined
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
      ...(headers && { headers }),
      ...(operation.body && {
        body: { required: true, content: { 'application/json': { schema: operation.body } } },
      }),
    },
    responses: {
      [operation.status ?? 200]: {
        description: operation.summary,
        content: { 'application/json': { schema: operation.returns } },
      },
      400: problem('The request does not fit the contract.'),
      401: problem('No valid identity.'),
      403: problem('The identity lacks the scope.'),
      404: problem('There is no such thing, or none that you may know of.'),
      409: problem('A rule forbids it in the present state.'),
      422: problem('The data cannot be processed.'),
      429: problem('Too many requests.'),
      503: problem('A system behind this one is not available.'),
    },
  })
}

/** The published OpenAPI 3.1 document of a contract. Deterministic: the same contract gives the same bytes. */
export function documentOf(given: unknown): Record<string, unknown> {
  const contract = given as Contract
  const app = new OpenAPIHono()
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'An access token; the tenant and the scopes come from it alone.',
  })
  for (const [id, operation] of Object.entries(contract.operations))
    app.openAPIRegistry.registerPath(routeOf(contract, id, operation))
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: contract.title,
      version: contract.version,
      description: contract.description,
      contact: { name: contract.owner },
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: basePathOf(contract) }],
    tags: [{ name: contract.name, description: contract.description }],
  })
  const events = Object.values(contract.events).map((event) => event.name)
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
