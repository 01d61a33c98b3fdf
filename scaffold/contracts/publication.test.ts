import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { documentOf } from '@gantry/core/contract/document'
import { Validator } from '@seriousme/openapi-schema-validator'
import { beforeAll, describe, expect, test } from 'vitest'
import { openProject, type Project } from '../project.ts'
import { contractsOf, driftOf, folderOf } from './publication.ts'

type Json = Record<string, unknown>
type Operation = {
  operationId: string
  summary?: string
  tags?: string[]
  security?: { bearer: string[] }[]
  parameters?: { in?: string; name?: string; $ref?: string }[]
  requestBody?: { content: { 'application/json': { schema: Json } } }
  responses: Record<string, { $ref?: string; content?: { 'application/json': { schema: Json } } }>
}
type Document = {
  openapi: string
  servers: { url: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Json> }
  'x-gantry': { events?: { name: string; data: Json }[] }
}

const root = join(import.meta.dirname, '../..')
let project: Project
let published: { name: string; folder: string; document: Document }[]

beforeAll(async () => {
  project = await openProject(root)
  published = (await contractsOf(project)).map((contract) => ({
    name: `${contract.tier}.${contract.name}`,
    folder: folderOf(contract),
    document: documentOf(contract) as Document,
  }))
})

const operationsOf = (document: Document) =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )

/** Every schema of a document with its place, components and all that is nested in them. */
function* schemasOf(value: unknown, place: string): Generator<{ place: string; schema: Json }> {
  if (value === null || typeof value !== 'object') return
  if (!Array.isArray(value)) yield { place, schema: value as Json }
  for (const [key, entry] of Object.entries(value)) yield* schemasOf(entry, `${place}/${key}`)
}

test('every package of an API is named in gantry.config.ts, and every contract of it has a package', () => {
  const folders = ['system', 'process', 'experience'].flatMap((tier) =>
    readdirSync(join(root, `${tier}-apis`), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'canonical')
      .map((entry) => `${tier}-apis/${entry.name}`),
  )
  expect(published.map(({ folder }) => folder).sort()).toEqual(folders.sort())
})

test('the committed documents and types are what the contracts say', async () => {
  expect(await driftOf(project)).toEqual([])
})

test('the same contract gives the same bytes', async () => {
  for (const contract of await contractsOf(project))
    expect(JSON.stringify(documentOf(contract))).toBe(JSON.stringify(documentOf(contract)))
})

describe('every document', () => {
  test('is valid OpenAPI 3.1, and every reference in it leads somewhere', async () => {
    const validator = new Validator()
    for (const { name, document } of published) {
      const { valid, errors } = await validator.validate(structuredClone(document))
      expect(errors, name).toBeUndefined()
      expect(valid, name).toBe(true)
      expect(validator.version, name).toBe('3.1')
      for (const { place, schema } of schemasOf(document, name)) {
        if (typeof schema.$ref !== 'string') continue
        const target = schema.$ref
          .slice(2)
          .split('/')
          .reduce<unknown>((at, key) => (at as Json | undefined)?.[key], document)
        expect(target, `${place}: ${schema.$ref}`).toBeDefined()
      }
    }
  })

  test('says of every operation what it means, whom it asks for, and how it fails', () => {
    for (const { name, document } of published) {
      expect(document.servers[0]?.url, name).toMatch(/^\/(system|process|experience)\/[a-z-]+\/v1$/)
      for (const { path, method, operation } of operationsOf(document)) {
        const at = `${name} ${method} ${path}`
        expect(operation.summary, at).toMatch(/^[A-Z].{10,}\.$/)
        expect(operation.tags, at).toHaveLength(1)
        expect(operation.security, at).toEqual([{ bearer: [`${name}.${operation.operationId}`] }])
        for (const status of ['401', '403', '422', '429', '503', 'default'])
          expect(operation.responses[status]?.$ref, `${at} ${status}`).toMatch(/^#\/components\/responses\//)
      }
    }
  })

  test('names what is sent and answered, and closes what is sent', () => {
    for (const { name, document } of published)
      for (const { path, method, operation } of operationsOf(document)) {
        const at = `${name} ${method} ${path}`
        const sent = operation.requestBody?.content['application/json'].schema
        const answered = Object.values(operation.responses)
          .map(({ content }) => content?.['application/json'].schema)
          .filter((schema) => schema !== undefined)
        expect(answered, at).toHaveLength(1)
        for (const schema of [...answered, ...(sent ? [sent] : [])])
          expect(schema.$ref, at).toMatch(/^#\/components\/schemas\/[A-Z]\w+$/)
        if (!sent) continue
        const body = document.components.schemas[String(sent.$ref).split('/').at(-1)!]!
        expect(body.additionalProperties, `${at} ${sent.$ref}`).toBe(false)
      }
  })

  test('names what its events carry', () => {
    const named = published.flatMap(({ document }) => document['x-gantry'].events ?? [])
    expect(named.length).toBeGreaterThan(5)
    for (const { name, data } of named) expect(data.$ref, name).toMatch(/^#\/components\/schemas\/[A-Z]\w+$/)
  })

  test('writes no object out twice', () => {
    const repeats: string[] = []
    for (const { name, document } of published) {
      const seen = new Map<string, string>()
      for (const { place, schema } of schemasOf(document, name)) {
        if (schema.type !== 'object' || !schema.properties) continue
        const { description: _, ...shape } = schema
        const text = JSON.stringify(shape)
        const first = seen.get(text)
        if (first) repeats.push(`${place} repeats ${first}`)
        else seen.set(text, place)
      }
    }
    expect(repeats).toEqual([])
  })

  test('asks of no value that it be two closed objects at once', () => {
    for (const { name, document } of published)
      for (const { place, schema } of schemasOf(document, name)) {
        if (!Array.isArray(schema.allOf)) continue
        const closed = (schema.allOf as Json[]).filter((part) => {
          const named = typeof part.$ref === 'string' && document.components.schemas[part.$ref.split('/').at(-1)!]
          return (named || part).additionalProperties === false
        })
        // One closed object beside a mere description is what a described reference looks like.
        const shapes = (schema.allOf as Json[]).filter(
          (part) => part.$ref !== undefined || part.properties !== undefined,
        )
        expect(closed.length > 0 && shapes.length > 1, place).toBe(false)
      }
  })
})
