import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Connector } from '@gantry/core/connector'
import { openConnection } from '@gantry/core/connector/connection'
import type { Port } from '@gantry/core/contract'
import { defineSandbox } from '@gantry/core/sandbox'
import { startSandbox } from '@gantry/core/sandbox/server'
import { developmentIdentity } from '@gantry/core/security/identity'
import { esign } from '@gantry/esign-api/contract'
import { Hono } from 'hono'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import connector from './connector.ts'
import rehearse from './rehearsal.ts'
import docusign from './sandbox/sandbox.ts'

// Everything the connector sends and the sandbox answers, held against the documents DocuSign publishes.
const SPECS = join(process.env.GANTRY_SHARED ?? join(import.meta.dirname, '../../../shared'), 'vendor-specs/docusign')

type Schema = { $ref?: string; type?: string; properties?: Record<string, Schema>; items?: Schema }
type Operation = {
  parameters: { name: string; in: string; schema?: Schema }[]
  responses: Record<string, { schema?: Schema }>
}
type Spec = { paths: Record<string, Record<string, Operation>>; definitions: Record<string, Schema> }
type Exchange = { method: string; url: URL; sent: unknown; status: number; answered: unknown }

describe.skipIf(!existsSync(SPECS))('the published eSignature REST v2.1 and Connect documents', () => {
  let spec: Spec
  let port: Port<typeof esign>
  let close: () => Promise<void>
  const exchanges: Exchange[] = []
  const messages: unknown[] = []
  const act = { post: async (_action: string, _body: object): Promise<void> => {} }

  beforeAll(async () => {
    spec = JSON.parse(readFileSync(join(SPECS, 'esignature.rest.swagger-v2.1.json'), 'utf8')) as Spec
    const receiver = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      messages.push(JSON.parse(body))
      response.end()
    })
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
    const recorded = defineSandbox({
      ...docusign,
      app: (context) => {
        const app = new Hono()
        app.use('/restapi/*', async (c, next) => {
          const text = await c.req.raw.clone().text()
          await next()
          const json = c.res.headers.get('content-type')?.includes('json')
          exchanges.push({
            method: c.req.method,
            url: new URL(c.req.url),
            sent: text ? JSON.parse(text) : undefined,
            status: c.res.status,
            answered: json ? await c.res.clone().json() : undefined,
          })
        })
        app.route('/', docusign.app(context))
        return app
      },
    })
    const dir = await mkdtemp(join(tmpdir(), 'gantry-docusign-'))
    const { settings, config } = rehearse()
    const sandbox = await startSandbox(recorded, {
      port: 0,
      dir,
      settings: { ...settings, webhookUrl: `http://127.0.0.1:${(receiver.address() as { port: number }).port}/` },
    })
    act.post = async (action, body) =>
      void (await fetch(`${sandbox.url}/_sandbox/actions/${action}`, { method: 'POST', body: JSON.stringify(body) }))
    const connection = openConnection(connector as unknown as Connector, {
      name: 'docusign',
      config: config(sandbox.url),
      log: pino({ level: 'silent' }),
      exclusively: (_, work) => work(),
    })
    port = (await connection.port(esign as never)) as unknown as Port<typeof esign>
    close = async () => {
      receiver.close()
      await sandbox.close()
      await rm(dir, { recursive: true })
    }
  })
  afterAll(() => close())

  /** A schema of the document that knows no fields but its own: a misspelt one must not pass. */
  const closed = (schema: Schema, depth = 0): z.ZodType => {
    const { $ref, type, properties, items } = schema
    if ($ref) {
      const definition = spec.definitions[$ref.split('/').at(-1)!]!
      return depth > 12 ? z.unknown() : z.lazy(() => closed(definition, depth + 1))
    }
    if (type === 'array') return z.array(closed(items!, depth + 1))
    if (properties)
      return z.strictObject(
        Object.fromEntries(Object.entries(properties).map(([name, at]) => [name, closed(at, depth + 1).optional()])),
      )
    if (type === 'string') return z.string()
    if (type === 'integer' || type === 'number') return z.number()
    if (type === 'boolean') return z.boolean()
    return z.unknown()
  }
  const validate = (schema: Schema, value: unknown, what: string) =>
    expect(closed(schema).safeParse(value).error?.issues ?? [], what).toEqual([])

  test('is a validator that can fail', () => {
    const definition = spec.definitions.envelopeDefinition!
    const check = (value: unknown) => closed(definition).safeParse(value).success
    expect(check({ status: 'sent', recipients: { signers: [{ recipientId: '1' }] } })).toBe(true)
    expect(check({ status: 'sent', recipients: { signers: [{ recipientId: 1 }] } })).toBe(false)
    expect(check({ state: 'sent' })).toBe(false)
  })

  test('holds for every request sent, every answer given and every message told', async () => {
    const call = { identity: developmentIdentity('test'), correlation: 'c', idempotencyKey: 'k' }
    const draft = (reference: string) => ({
      body: {
        reference,
        subject: 'Please sign',
        message: 'With kind regards',
        documents: [{ name: 'Quote', contentType: 'text/plain' as const, content: 'UXVvdGU=' }],
        signers: [
          { name: 'Maria Anders', email: 'maria@alfreds.example', order: 1 },
          { name: 'Ana Trujillo', email: 'ana@example.com', order: 2 },
        ],
        expiresOn: '2099-12-31',
      },
    })
    const { id } = await port.sendEnvelope(draft('Q-1'), call)
    expect(await port.sendEnvelope(draft('Q-1'), call)).toMatchObject({ id, state: 'sent' })
    await act.post('sign', { reference: 'Q-1' })
    expect(await port.getEnvelope({ id }, call)).toMatchObject({ state: 'completed', reference: 'Q-1' })
    const document = await port.getSignedDocument({ id }, call)
    expect(Buffer.from(document.content, 'base64').subarray(0, 5).toString()).toBe('%PDF-')
    await expect(port.voidEnvelope({ id, body: { reason: 'Late' } }, call)).rejects.toMatchObject({
      code: 'envelope-not-open',
    })
    const other = await port.sendEnvelope(draft('Q-2'), call)
    await port.voidEnvelope({ id: other.id, body: { reason: 'The price changed.' } }, call)
    expect(await port.voidEnvelope({ id: other.id, body: { reason: 'Again' } }, call)).toMatchObject({
      state: 'voided',
      reason: 'The price changed.',
    })
    expect((await port.listEnvelopes({ query: { reference: 'Q-2' } }, call)).items).toMatchObject([{ id: other.id }])
    await expect(port.getEnvelope({ id: 'none' }, call)).rejects.toMatchObject({ code: 'not-found' })
    await act.post('void', { reference: 'Q-1', reason: 'Withdrawn after all' })

    const seen = new Set<string>()
    for (const { method, url, sent, status, answered } of exchanges) {
      const path = url.pathname.replace('/restapi', '')
      const template = Object.keys(spec.paths).find((each) =>
        new RegExp(`^${each.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
      )!
      const operation = spec.paths[template]![method.toLowerCase()]!
      const what = `${method} ${template} ${status}`
      seen.add(what)
      const known = operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name)
      expect(known, what).toEqual(expect.arrayContaining([...url.searchParams.keys()]))
      const body = operation.parameters.find((parameter) => parameter.in === 'body')?.schema
      if (sent !== undefined) validate(body!, sent, `${what}: sent`)
      const answer = operation.responses[String(status)]?.schema
      if (status < 300 && answered) validate(answer!, answered, `${what}: answered`)
      if (status >= 400) validate(spec.definitions.errorDetails!, answered, `${what}: refused`)
    }
    expect([...seen].sort()).toEqual([
      'GET /v2.1/accounts/{accountId}/envelopes 200',
      'GET /v2.1/accounts/{accountId}/envelopes/{envelopeId} 200',
      'GET /v2.1/accounts/{accountId}/envelopes/{envelopeId} 404',
      'GET /v2.1/accounts/{accountId}/envelopes/{envelopeId}/documents/{documentId} 200',
      'POST /v2.1/accounts/{accountId}/envelopes 201',
      'PUT /v2.1/accounts/{accountId}/envelopes/{envelopeId} 200',
      'PUT /v2.1/accounts/{accountId}/envelopes/{envelopeId} 400',
    ])

    const published = JSON.parse(readFileSync(join(SPECS, 'connect.schema-v2.json'), 'utf8')) as object
    await vi.waitFor(() => expect(messages.length).toBeGreaterThanOrEqual(5))
    for (const message of messages) expect(strangers(message, published)).toEqual([])
    expect(strangers({ event: 'x', evnt: 'y' }, published)).toEqual(['evnt'])
  })
})

/** Names in `value` that the published example does not have at that place; an empty example says nothing. */
function strangers(value: unknown, example: unknown, at = ''): string[] {
  if (Array.isArray(value)) {
    const [first] = Array.isArray(example) ? (example as unknown[]) : []
    return first === undefined ? [] : value.flatMap((each) => strangers(each, first, at))
  }
  if (typeof value !== 'object' || value === null || typeof example !== 'object' || example === null) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    const place = at ? `${at}.${name}` : name
    return name in example ? strangers(inner, (example as Record<string, unknown>)[name], place) : [place]
  })
}
