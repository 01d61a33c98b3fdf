import { createHmac, timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import {
  type ConnectContext,
  type Connector,
  type ConnectorEvent,
  defineConnector,
  provide,
  secret,
} from '../connector/connector.ts'
import { vendorFailure } from '../connector/outbound.ts'
import { defineContract, event, get, post, z } from '../contract/contract.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { FailingPart } from '../sandbox/failing-part.ts'
import { defineSandbox } from '../sandbox/sandbox.ts'
import { defineAcceptance } from './acceptance.ts'
import { tryConnector } from './suite.ts'

const Note = z.object({ id: z.string(), reference: z.string() })
const notes = defineContract({
  name: 'notes',
  version: '1.0.0',
  tier: 'system',
  title: 'Notes',
  description: 'What people wrote down.',
  owner: 'desk',
  criticality: 'standard',
  lifecycle: 'active',
  operations: {
    write: post('/notes', {
      summary: 'Write.',
      body: z.object({ reference: z.string(), text: z.string() }),
      returns: Note,
    }),
    read: get('/notes/{reference}', { summary: 'Read.', returns: Note }),
  },
  events: { written: event(Note, { key: (note) => note.reference }) },
})
const { written } = notes.events
const acceptance = defineAcceptance(notes, {
  trials: {
    write: {
      input: (_, reference) => ({ body: { reference, text: 'first' } }),
      makes: 'note',
      altered: (input: { body: object }) => ({ body: { ...input.body, text: 'second' } }),
    },
    read: {
      input: async (bench, reference) => {
        await bench.call('write', { body: { reference, text: 'first' } })
        return { reference }
      },
    },
  },
  happenings: [
    {
      event: written,
      happen: async (bench, reference) => {
        await bench.call('write', { body: { reference, text: 'told' } })
        return reference
      },
    },
  ],
})

type Config = { apiKey: string; baseUrl: string }
type Problem = { status?: number; message?: string }
type Stored = { id: string; reference: string; text: string }
const sign = (body: string, key: string) => createHmac('sha256', key).update(body).digest('hex')

const failing = new FailingPart()

/** A vendor without any idempotency: two posts are two notes. */
const sandbox = defineSandbox({
  name: 'notebook',
  title: 'Notebook',
  defaults: { apiKey: '', webhookUrl: '' },
  ledger: (books) =>
    books.all<Stored>('notes').map(({ id, reference }) => ({ kind: 'note', id, reference, state: 'kept', at: '' })),
  app: ({ books, deliveries, settings }) => {
    const app = new Hono()
    deliveries.start(({ body }) => ({ 'x-signature': sign(body, settings.apiKey!) }))
    app.use(async (c, next) => {
      if (c.req.header('x-key') !== settings.apiKey) return c.json({ message: 'no' }, 401)
      return next()
    })
    // A note and its place in the index, in one request: both or neither.
    app.post('/batch', async (c) => {
      const given = (await c.req.json()) as Omit<Stored, 'id'>
      failing.batch()
      const failed = failing.part() ?? failing.part()
      if (failed) return c.json({ status: failed === 'passing' ? 503 : 400, message: 'no' })
      const note = { ...given, id: `n${books.size('notes') + 1}` }
      books.put('notes', note.id, note, 'note')
      deliveries.send({ id: `d-${note.id}`, url: settings.webhookUrl!, body: JSON.stringify(note) })
      await books.durable()
      return c.json(note)
    })
    app.get('/notes', (c) =>
      c.json(books.all<Stored>('notes').filter((note) => note.reference === c.req.query('reference'))),
    )
    return app
  },
  actions: { 'fail-part': (_, body) => failing.tell(body) },
})

type Vice =
  | 'writes-blindly'
  | 'believes-anybody'
  | 'tells-secrets'
  | 'chokes'
  | 'numbers-deliveries'
  | 'overlooks-parts'

/** A good connector, or one with a vice. */
function notebook(vice?: Vice): Connector {
  let deliveries = 0
  return defineConnector({
    name: 'notebook',
    title: 'Notebook',
    config: z.object({ apiKey: secret(), baseUrl: z.url() }),
    limits: { requestsPerSecond: 100, concurrency: 10 },
    connect: (context) => context,
    provides: [
      provide(notes, ({ config, fetch, exclusively, log }: ConnectContext<Config>) => {
        const ask = async (path: string, init?: RequestInit): Promise<unknown> => {
          const headers = { 'x-key': config.apiKey, 'content-type': 'application/json' }
          if (vice === 'tells-secrets') log.debug({ headers }, 'asked')
          const answer = await fetch(config.baseUrl + path, { ...init, headers })
          if (answer.ok) return answer.json()
          const message = await answer.text()
          const retryAfter = answer.headers.get('retry-after')
          throw vendorFailure({ vendor: 'Notebook', status: answer.status, message, retryAfter })
        }
        const create = async (body: object) => {
          const made = (await ask('/batch', { method: 'POST', body: JSON.stringify(body) })) as Stored & Problem
          if (made.status === undefined) return made
          if (vice === 'overlooks-parts') return { ...made, id: 'n0', reference: '' }
          throw vendorFailure({ vendor: 'Notebook', status: made.status, message: made.message! })
        }
        const find = async (reference: string) => ((await ask(`/notes?reference=${reference}`)) as Stored[])[0]
        const shown = (note: Stored) => {
          if (vice === 'chokes' && Object.keys(note).length > 3) throw new TypeError('Unknown field')
          return { id: note.id, reference: note.reference }
        }
        return {
          write: ({ body }) =>
            exclusively(body.reference, async () => {
              const known = vice === 'writes-blindly' ? undefined : await find(body.reference)
              return shown(known ?? (await create(body)))
            }),
          read: async ({ reference }) => shown((await find(reference))!),
        }
      }),
    ],
    webhooks: {
      verify: ({ headers, body }, { apiKey }) => {
        const [given, wanted] = [Buffer.from(headers['x-signature'] ?? ''), Buffer.from(sign(body, apiKey))]
        if (vice === 'believes-anybody' || (given.length === wanted.length && timingSafeEqual(given, wanted))) return
        throw new IntegrationError('webhook-forged', 'Not from Notebook.', { kind: 'policy', status: 401 })
      },
      events: ({ body }): ConnectorEvent[] => {
        const note = JSON.parse(body) as Stored
        const source = vice === 'numbers-deliveries' ? String(deliveries++) : note.id
        return [
          {
            event: written as never,
            data: { id: note.id, reference: note.reference },
            source,
            at: '2026-01-01T00:00:00Z',
          },
        ]
      },
    },
    manifest: { 'notes.write': { repeat: 'lookup' }, 'notes.read': { repeat: 'read' } },
    conformance: 'unverified',
    sandbox: async () => ({ default: sandbox }),
    rehearsal: async () => ({
      default: () => {
        const apiKey = 'a-key-that-is-secret'
        return {
          settings: { apiKey },
          config: (baseUrl: string) => ({ apiKey, baseUrl }),
          acts: { failPart: { action: 'fail-part' } },
        }
      },
    }),
  }) as unknown as Connector
}

const failedOf = async (vice: Vice, only: string[]) =>
  (await tryConnector({ connector: notebook(vice), acceptances: [acceptance], only }))
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ case: name }) => name)

test('a good connector stands every case, and each skip says why', async () => {
  const results = await tryConnector({ connector: notebook(), acceptances: [acceptance] })
  expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([])
  expect(results.filter(({ outcome, reason }) => outcome === 'skipped' && !reason)).toEqual([])
  expect(results.filter(({ outcome }) => outcome === 'passed').length).toBeGreaterThan(15)
}, 60_000)

test('one that does not look first is found out by duplicates, stampedes and lost answers', async () => {
  const cases = ['duplicate', 'concurrent-duplicates', 'commit-then-drop', 'other-content']
  expect(await failedOf('writes-blindly', cases)).toEqual(expect.arrayContaining(cases))
})

test.each([
  ['believes-anybody', 'webhook-forged'],
  ['numbers-deliveries', 'webhook-replayed'],
  ['chokes', 'unknown-field'],
  ['overlooks-parts', 'partial-batch'],
] as const)('one that %s is found out by %s', async (vice, name) => {
  expect(await failedOf(vice, [name])).toContain(name)
})

test('one that tells secrets is found out by its log', async () => {
  expect(await failedOf('tells-secrets', ['duplicate', 'secrets'])).toEqual(['secrets'])
})
