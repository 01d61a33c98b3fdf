import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import { writeBounds } from './bounds.ts'
import { COMPONENTS, ref } from './components.ts'
import { basePathOf, type Contract, type Operation, PathParam, pathParams, scopeOf, z } from './contract.ts'
import { exampleOf } from './example.ts'
import { ProblemDetails, problemsOf } from './problem.ts'

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
        content: {
          'application/json': { schema: operation.returns },
          // Bytes have no schema (OpenAPI 3.1, 4.8.14.3).
          ...(operation.returnsFile && { [operation.returnsFile]: {} as { schema: z.ZodType } }),
        },
      },
    },
  })
}

type Node = Record<string, unknown>
type Published = { components: Record<string, Node>; paths: Record<string, Node>; webhooks?: Record<string, Node> }

/** The published OpenAPI 3.1 document of a contract. Deterministic: the same contract gives the same bytes. */
export function documentOf(given: unknown): Record<string, unknown> {
  const contract = given as Contract
  const { openAPIRegistry: registry, getOpenAPI31Document } = new OpenAPIHono()
  registry.register('Problem', ProblemDetails)
  for (const [kind, components] of Object.entries(COMPONENTS))
    for (const [name, component] of Object.entries(components))
      registry.registerComponent(kind as 'responses', name, structuredClone(component) as never)
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
    info: infoOf(contract),
    servers: [
      {
        url: basePathOf(contract),
        description: 'The same path on every host that serves this API: locally, in staging and in production.',
        'x-internal': (contract.audience ?? 'internal') === 'internal',
      } as never,
    ],
    tags: [{ name: contract.name, description: contract.description }],
  }) as unknown as Published
  writeBounds(document)
  writeExamples(document)
  const events = Object.entries(webhooks ?? {}).map(([name, { post }]) => ({ name, data: contentOf(post).schema }))
  const whole = { ...document, 'x-gantry': { ...recordOf(contract), ...(events.length > 0 && { events }) } }
  dropUnused(whole)
  return whole
}

/** Who answers for a contract, as every document of it says. */
export const infoOf = (contract: Contract) => ({
  title: contract.title,
  version: contract.version,
  description: contract.description,
  contact: { name: contract.owner, ...(contract.contact && { email: contract.contact }) },
  license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
})

/** What governance asks of a contract, as every document of it says. */
export const recordOf = (contract: Contract) => ({
  name: contract.name,
  tier: contract.tier,
  owner: contract.owner,
  criticality: contract.criticality,
  lifecycle: contract.lifecycle,
  audience: contract.audience ?? 'internal',
  ...(contract.objectives && { objectives: contract.objectives }),
  ...(contract.approver && { approver: contract.approver }),
  ...(contract.migration && { migration: contract.migration }),
  ...(contract.deprecation && { deprecation: contract.deprecation }),
})

type Content = { schema: Node; example?: unknown }
const contentOf = (operation: unknown): Content =>
  (operation as { requestBody: { content: { 'application/json': Content } } }).requestBody.content['application/json']

/** An example of everything that is sent and answered. */
function writeExamples({ paths, components }: Published): void {
  const schemas = components.schemas ?? {}
  for (const operation of Object.values(paths ?? {}).flatMap((methods) => Object.values(methods))) {
    const { requestBody, responses } = operation as { requestBody?: unknown; responses: Record<string, unknown> }
    for (const part of [requestBody, ...Object.values(responses)] as (
      | { content?: Record<string, Content> }
      | undefined
    )[])
      for (const media of Object.values(part?.content ?? {}))
        if (media.schema) media.example = exampleOf(media.schema, schemas)
  }
  for (const response of Object.values(components.responses ?? {}))
    for (const media of Object.values((response as { content: Record<string, Content> }).content))
      media.example = exampleOf(media.schema, schemas)
}

/** Removes components that nothing refers to. Security schemes are named, not referred to: by every operation. */
function dropUnused(document: { components?: Record<string, Node> }): void {
  for (let dropped = true; dropped; ) {
    dropped = false
    const text = JSON.stringify(document)
    for (const [kind, components] of Object.entries(document.components ?? {}))
      for (const name of Object.keys(components))
        if (!text.includes(kind === 'securitySchemes' ? `{"${name}":[` : `"#/components/${kind}/${name}"`)) {
          delete components[name]
          dropped = true
        }
  }
  for (const [kind, components] of Object.entries(document.components ?? {}))
    if (Object.keys(components).length === 0) delete document.components![kind]
}

function published(contract: Contract, id: string, operation: Operation) {
  const { request, responses, ...route } = routeOf(contract, id, operation)
  const { headers: _, ...asked } = request
  const ended = contract.lifecycle === 'deprecated' || contract.lifecycle === 'retired'
  const headers = {
    'X-Correlation-Id': ref('headers', 'CorrelationId'),
    RateLimit: ref('headers', 'RateLimit'),
    'Access-Control-Allow-Origin': ref('headers', 'Access-Control-Allow-Origin'),
    ...(ended && { Deprecation: ref('headers', 'Deprecation'), Sunset: ref('headers', 'Sunset') }),
  }
  const answers = Object.entries(responses).map(([status, response]) => [status, { ...response, headers }])
  const problems = { ...problemsOf(operation), ...(ended && { 410: 'Gone' as const }) }
  const refusals = Object.entries(problems).map(([status, name]) => [status, ref('responses', name)])
  return {
    ...route,
    description: descriptionOf(contract, id, operation),
    ...(ended && { deprecated: true }),
    parameters: [
      ...(operation.idempotent ? [ref('parameters', 'IdempotencyKey')] : []),
      ref('parameters', 'CorrelationId'),
    ],
    request: asked,
    responses: Object.fromEntries([...answers, ...refusals]),
  }
}

function descriptionOf(contract: Contract, id: string, operation: Operation): string {
  const { description, idempotent, method, returnsFile } = operation
  const repeat = idempotent
    ? 'Send an `Idempotency-Key`: a repeat with the same key takes effect once.'
    : { get: 'It changes nothing.', put: 'A repeat changes nothing.' }[method as string]
  const file = returnsFile && `Whoever accepts \`${returnsFile}\` is sent the file itself.`
  return [description, file, `Asks for the scope \`${scopeOf(contract, id)}\`.`, repeat].filter(Boolean).join(' ')
}
