import { basePathOf, type Contract, type Operation, type z } from '@gantry/core/contract'
import { documentOf } from '@gantry/core/contract/document'
import { type OpenDatabase, openDatabase } from '@gantry/core/database/database'
import { postgresIdempotency } from '@gantry/core/database/idempotency'
import { CORE_MIGRATIONS, migrate } from '@gantry/core/database/migrate'
import { hostApp } from '@gantry/core/runtime/server'
import { listActs, type RecordedAct } from '@gantry/core/security/audit/act-reader'
import { Acts } from '@gantry/core/security/audit/acts'
import { recordingAsked } from '@gantry/core/security/audit/asked'
import { Tokens } from '@gantry/core/security/tokens'
import { freshDatabase } from '@gantry/core/testing/database'
import { edgeOf } from '@gantry/core/testing/edge'
import { contractsOf } from '@gantry/scaffold/contracts/publication'
import { openProject } from '@gantry/scaffold/project'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'

/**
 * Every operation of every contract, called by a person at a real door over a real audit log. Behind the door each answers
 * the example of its document: what leaves an act may not depend on who wrote the operation.
 */

/** Calls by POST that change nothing, each looked at; any other one leaves an act. */
const CHANGES_NOTHING: Record<string, string> = {
  'system.tax.calculateTax': 'It determines; what is filed is filed by commitTax.',
  'process.quote-validation.validateQuote': 'It asks every system and writes to none.',
  'process.partner-sales.checkQuote': 'It is validateQuote, for partners.',
  'experience.partner-portal.checkQuote': 'It is validateQuote, for partners.',
  'experience.crm.validateQuote': 'It is validateQuote, for the CRM.',
  'process.operations.previewException': 'It tells what resolveException would do.',
  'experience.control-tower.previewException': 'It tells what resolveException would do.',
}

/** Changes of no single thing: their act names the list, and its digest what was asked. */
const OF_A_LIST: Record<string, string> = {
  'process.registry.announcePublications': 'It tells of all that is new.',
}

const TENANT = 'acme'
const KEY = 'a key for tests that is long enough'

let database: OpenDatabase
let drop: () => Promise<void>
let contracts: Contract[]
let acts: RecordedAct[]
let refused: string[]

type Json = Record<string, unknown>
type Documented = {
  parameters?: { name?: string; in?: string; required?: boolean; schema?: Json }[]
  requestBody?: { content: Record<string, { example: unknown }> }
  responses: Record<string, { content?: Record<string, { example: unknown }> }>
}

const operationsOf = (contract: Contract): [string, Operation][] => Object.entries(contract.operations)
const nameOf = ({ tier, name }: Contract, operation: string) => `${tier}.${name}.${operation}`

const filled = ({ path }: Operation) => path.replace(/\{(\w+)\}/g, '$1-7')

/** An operation as its document shows it to those who write clients. */
const documented = (contract: Contract, { path, method }: Operation): Documented =>
  (documentOf(contract) as { paths: Record<string, Record<string, Documented>> }).paths[path]![method]!

/** An example with what no example shows: values of any kind, and the bytes of files. */
function whole(schema: z.ZodType | undefined, example: unknown): unknown {
  const value = structuredClone(example)
  for (const { path, code } of schema?.safeParse(value).error?.issues ?? []) {
    const parent = path.slice(0, -1).reduce((node, key) => (node as never)[key], value) as Record<PropertyKey, unknown>
    parent[path.at(-1)!] = code === 'invalid_format' ? 'QQ==' : {}
  }
  return value
}

function answerOf(contract: Contract, operation: Operation): unknown {
  const { content = {} } = documented(contract, operation).responses[String(operation.status ?? 200)]!
  return whole(operation.returns, content['application/json']!.example)
}

beforeAll(async () => {
  let url: string
  ;({ url, drop } = await freshDatabase())
  database = openDatabase(url, { max: 4 })
  const { db } = database
  await migrate(db, [CORE_MIGRATIONS])
  contracts = await contractsOf(await openProject())
  const apis = contracts.map((contract) => ({
    contract,
    port: Object.fromEntries(
      operationsOf(contract).map(([id, operation]) => [id, async () => answerOf(contract, operation)]),
    ),
  }))
  const app = hostApp({
    apis,
    landscape: undefined as never,
    inbound: undefined as never,
    webhooks: false,
    edge: edgeOf({ key: KEY, record: recordingAsked(new Acts(db)) }),
    idempotency: postgresIdempotency(db),
    log: pino({ level: 'silent' }),
  })
  const token = await new Tokens(KEY).mint({ tenant: TENANT, principal: 'anna', scopes: ['*'] })
  refused = []
  for (const contract of contracts)
    for (const [id, operation] of operationsOf(contract)) {
      const { parameters = [], requestBody } = documented(contract, operation)
      const required = parameters.filter((one) => one.in === 'query' && one.required)
      const query = required.map(({ name, schema }): [string, string] => [name!, String(schema?.example ?? 'US01')])
      const path = basePathOf(contract) + filled(operation)
      const response = await app.request(`${path}?${new URLSearchParams(query)}`, {
        method: operation.method.toUpperCase(),
        headers: {
          authorization: `Bearer ${token}`,
          'idempotency-key': crypto.randomUUID(),
          'x-correlation-id': nameOf(contract, id),
          ...(requestBody && { 'content-type': 'application/json' }),
        },
        ...(requestBody && {
          body: JSON.stringify(whole(operation.body, requestBody.content['application/json']!.example)),
        }),
      })
      if (!response.ok && operation.method !== 'get')
        refused.push(`${nameOf(contract, id)}: ${response.status} ${(await response.text()).slice(0, 400)}`)
    }
  acts = (await listActs(db, TENANT, { limit: 1000 })).items
}, 120_000)
afterAll(async () => {
  await database?.close()
  await drop?.()
})

const changes = () =>
  contracts.flatMap((contract) =>
    operationsOf(contract)
      .filter(([id, { method }]) => method !== 'get' && !CHANGES_NOTHING[nameOf(contract, id)])
      .map(([id, operation]) => ({ name: nameOf(contract, id), operation })),
  )

test('every change succeeds with the example of its document: what follows is of calls that succeeded', () => {
  expect(refused).toEqual([])
})

test('each change that a person asks for leaves one act that says who, what and about what', ({ task }) => {
  expect(changes().length).toBeGreaterThan(60)
  const wrong = changes().filter(({ name, operation }) => {
    const [act, ...more] = acts.filter(({ action }) => action === name)
    const about = filled(operation)
    const itself = about !== operation.path || OF_A_LIST[name]
    const named = itself ? act?.object === about : act?.object?.startsWith(`${about}/`)
    return more.length > 0 || act?.by !== 'anna' || act.correlation !== name || !named
  })
  expect(wrong.map(({ name }) => [name, acts.find(({ action }) => action === name)?.object])).toEqual([])
  task.meta.figures = { contracts: contracts.length, changes: changes().length }
})

test('what reads, and what was looked at and changes nothing, leaves none', () => {
  const known = new Set(changes().map(({ name }) => name))
  expect(acts.filter(({ action }) => !known.has(action)).map(({ action }) => action)).toEqual([])
  const declared = contracts.flatMap((contract) =>
    operationsOf(contract).flatMap(([id, { safe }]) => (safe ? [nameOf(contract, id)] : [])),
  )
  expect(declared.sort()).toEqual(Object.keys(CHANGES_NOTHING).sort())
})

test('an act has the digest of what was sent, and nothing of it', () => {
  expect(acts.length).toBeGreaterThan(60)
  for (const { action, detail } of acts) {
    expect(Object.keys(detail as Json), action).toEqual(['request'])
    expect((detail as Json).request, action).toMatch(/^[\w-]{43}$/)
  }
})
