import { createGeneratorSync, type JsonSchema } from 'json-schema-faker'
import type { Dice } from '../../faults/dice.ts'
import type { FuzzRequest } from './request.ts'

type Json = Record<string, unknown>
type Parameter = { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: JsonSchema }
type Document = { paths: Record<string, Record<string, Json>>; components?: { parameters?: Record<string, Parameter> } }

/** An operation of a published document, and values that fit it. */
export type Base = {
  operation: string
  method: string
  path: string
  parameters: readonly { parameter: Parameter; values: readonly unknown[] }[]
  bodies: readonly unknown[]
}

/** Values of each kind that are made beforehand: making one takes longer than asking. */
const VARIANTS = 12

/** Every operation of every document that a host publishes. */
export async function basesOf(url: string, seed: number): Promise<Base[]> {
  const apis = (await (await fetch(`${url}/contracts`)).json()) as { tier: string; name: string; path: string }[]
  const bases = await Promise.all(
    apis.map(async ({ tier, name, path }) => {
      const document = bounded(await (await fetch(`${url}${path}/openapi.json`)).json()) as Document
      return Object.entries(document.paths).flatMap(([template, methods]) =>
        Object.entries(methods).map(([method, operation]) =>
          baseOf(document, `${tier}.${name}`, { method, template, base: path, operation }, seed),
        ),
      )
    }),
  )
  return bases.flat()
}

function baseOf(
  document: Document,
  api: string,
  { method, template, base, operation }: { method: string; template: string; base: string; operation: Json },
  seed: number,
): Base {
  const generator = createGeneratorSync({ seed, optionalsProbability: 0.5, maxDepth: 6 })
  const made = (schema: JsonSchema) =>
    Array.from({ length: VARIANTS }, () =>
      generator.generate({ ...(schema as object), components: document.components }),
    )
  const parameters = ((operation.parameters ?? []) as (Parameter & { $ref?: string })[]).map(
    (given) => (given.$ref ? document.components?.parameters?.[given.$ref.split('/').at(-1)!] : given) as Parameter,
  )
  const content = (operation.requestBody as { content: Record<string, { schema: JsonSchema }> } | undefined)?.content
  const body = content?.['application/json']?.schema
  return {
    operation: `${api}.${operation.operationId}`,
    method: method.toUpperCase(),
    path: base + template,
    parameters: parameters.map((parameter) => ({ parameter, values: made(parameter.schema) })),
    bodies: body === undefined ? [] : made(body),
  }
}

/** Lists of three, texts of forty: what is larger than any reader is a mutation's work. */
const LEAST = { maxItems: 3, maxProperties: 3, maxLength: 40 }

function bounded(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(bounded)
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(
    Object.entries(node).map(([name, value]) => [
      name,
      name in LEAST && typeof value === 'number' ? Math.min(value, LEAST[name as keyof typeof LEAST]) : bounded(value),
    ]),
  )
}

/** What the landscape knows by name, and the share of texts that are taken from it: such requests go further. */
export type Known = { names: readonly string[]; share: number }

/** A request that the document allows. */
export function requestOf(base: Base, dice: Dice, known: Known, number: number): FuzzRequest {
  const request: FuzzRequest = {
    operation: base.operation,
    method: base.method,
    path: base.path,
    params: {},
    query: [],
    headers: { 'x-timeout-ms': '5000' },
  }
  for (const { parameter, values } of base.parameters) {
    const value = String(familiar(dice.pick(values), dice, known))
    if (parameter.in === 'path') request.params[parameter.name] = value
    else if (parameter.in === 'query' && (parameter.required || dice.roll() < 0.3))
      request.query.push([parameter.name, value])
    else if (parameter.in === 'header' && parameter.required) request.headers[parameter.name] = `fuzz-${number}`
  }
  if (base.bodies.length > 0) request.body = { json: familiar(dice.pick(base.bodies), dice, known) }
  return request
}

function familiar(value: unknown, dice: Dice, known: Known): unknown {
  if (typeof value === 'string') return dice.roll() < known.share ? dice.pick(known.names) : value
  if (Array.isArray(value)) return value.map((entry) => familiar(entry, dice, known))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, familiar(entry, dice, known)]))
}
