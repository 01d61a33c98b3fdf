import { createHash, randomBytes } from 'node:crypto'
import { Writable } from 'node:stream'
import type { Host } from '@gantry/core/runtime/host'
import { Tokens } from '@gantry/core/security/tokens'
import pg from 'pg'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { atStage } from '../books.ts'
import { Landscape } from '../landscape.ts'
import { line, quote, quoted, setUp } from '../sales.ts'

/** Secrets that must be nowhere but where they are used: not in a log, an answer, a page or a row. */

let landscape: Landscape
let watched: Host
let logged = ''
const answers: string[] = []
const canaries = new Map<string, string>()
const SECRET = /(key|secret|password|token|privatekey|licensekey)$/i

beforeAll(async () => {
  landscape = await Landscape.start({ work: false })
  await setUp(landscape)
  for (const [name, value] of Object.entries(landscape.environment))
    if (SECRET.test(name.replaceAll('_', '')) && value.length >= 8) canaries.set(name, value)
  canaries.set('the identity key', landscape.identityKey)
  const log = pino(
    { level: 'trace' },
    new Writable({
      write: (chunk, _, done) => {
        logged += String(chunk)
        done()
      },
    }),
  )
  canaries.set('the token of the metrics', 'canary-metrics-token-3141')
  watched = await landscape.startHost({
    serve: ['system', 'process', 'experience'],
    work: true,
    development: false,
    metricsToken: canaries.get('the token of the metrics')!,
    log,
  })
}, 120_000)
afterAll(async () => {
  await watched?.close()
  await landscape?.stop()
})

async function ask(path: string, init: RequestInit = {}, bearer?: string): Promise<{ status: number; body: string }> {
  const response = await fetch(watched.url + path, {
    ...init,
    headers: { ...init.headers, ...(bearer && { authorization: `Bearer ${bearer}` }) },
  })
  const body = await response.text()
  answers.push(`${path} ${[...response.headers].join()} ${body}`)
  return { status: response.status, body }
}

test('twenty secrets at work leave no trace', async () => {
  const tokens = new Tokens(landscape.identityKey)
  const mint = (principal: string) => tokens.mint({ tenant: landscape.tenant, principal, scopes: ['*'] })
  const [anna, bert] = [await mint('anna'), await mint('bert')]
  canaries.set('a token', anna)
  const json = { 'content-type': 'application/json', 'idempotency-key': 'canary' }
  const send = (method: string, path: string, body: object, bearer = anna) =>
    ask(path, { method, headers: json, body: JSON.stringify(body) }, bearer)

  // A client with an API key, which is shown once: that answer alone may hold it.
  const access = '/process/access/v1'
  await send('PUT', `${access}/clients/canary`, { title: 'Canary', owner: 'test', scopes: ['*'] })
  for (const api of ['process.order-trail', 'process.operations']) {
    await send('PUT', `${access}/contracts/canary/${api}/1/request`, { purpose: 'A test.' })
    const decision = { decision: 'approved', reason: 'A test.' }
    await send('POST', `${access}/contracts/canary/${api}/1/decision`, decision, bert)
  }
  const issued = await send('POST', `${access}/clients/canary/keys`, {})
  answers.pop()
  const { key, prefix } = JSON.parse(issued.body) as { key: string; prefix: string }
  canaries.set('an API key', key.slice(-43))
  await ask('/process/order-trail/v1/orders', {}, key)
  const rotated = await send('POST', `${access}/keys/${prefix}/rotation`, {})
  answers.pop()
  canaries.set('its successor', (JSON.parse(rotated.body) as { key: string }).key.slice(-43))

  // A session: its cookie is a header that the browser alone sees.
  const began = await fetch(`${watched.url}/session`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ token: anna }),
  })
  const cookie = /gantry=([^;]+)/.exec(began.headers.get('set-cookie') ?? '')![1]!
  canaries.set('a session', cookie)
  await ask('/experience/control-tower/v1/overview', { headers: { cookie: `gantry=${cookie}` } })

  // Whatever is refused is refused without repeating what was sent.
  for (let number = canaries.size; number < 25; number++)
    canaries.set(`a wrong token ${number}`, `canary-${randomBytes(12).toString('hex')}`)
  for (const [name, value] of canaries)
    if (name.startsWith('a wrong token')) {
      await ask('/process/operations/v1/counts', {}, value)
      await ask('/metrics', {}, value)
      await send('POST', '/session', { token: value })
      await ask('/webhooks/stripe', { method: 'POST', headers: { 'stripe-signature': value }, body: '{}' })
      await ask('/process/operations/v1/counts', { headers: { cookie: `gantry=${value}`, 'x-csrf-token': value } })
    }

  // Business with every vendor, a part of it through failures.
  await landscape.faults('stripe', { error500: 0.2 })
  await quoted(landscape, 'Q-canary', quote({ lines: [line()], state: 'accepted' }))
  await send('POST', '/process/order-activation/v1/orders', { quote: 'Q-canary' })
  await atStage(landscape, 'Q-canary', 'invoiced')
  await ask('/process/quote-validation/v1/quotes/Q-nobody/validation', { method: 'POST' }, anna)
  for (const path of [
    '/process/operations/v1/runs',
    '/process/operations/v1/exceptions',
    '/process/operations/v1/dead-letters',
    '/process/order-trail/v1/trails/Q-canary',
    '/experience/control-tower/v1/overview',
    '/control-tower/',
    '/catalogue/',
    '/contracts',
    '/health',
  ])
    await ask(path, {}, anna)
  answers.push((await ask('/metrics', {}, canaries.get('the token of the metrics'))).body)

  expect(canaries.size).toBeGreaterThanOrEqual(20)
  const rows = await everyRow()
  expect(logged.length).toBeGreaterThan(10_000)
  expect(rows.length).toBeGreaterThan(10_000)
  for (const [name, value] of canaries) {
    const where = { log: logged, answers: answers.join('\n'), database: rows }
    const found = Object.entries(where).filter(([, text]) => formsOf(value).some((form) => text.includes(form)))
    expect(found.map(([place]) => `${name} in the ${place}`)).toEqual([])
  }
}, 120_000)

/** A secret as it is, and as it may stand where nobody looks for it. */
const formsOf = (value: string): string[] => [
  value,
  JSON.stringify(value).slice(1, -1),
  encodeURIComponent(value),
  Buffer.from(value).toString('base64').replace(/=+$/, '').slice(0, -2),
  createHash('sha1').update(value).digest('hex'),
]

/** Every row of every table that is not the server's own, as text. */
async function everyRow(): Promise<string> {
  const client = new pg.Client({ connectionString: landscape.databaseUrl })
  await client.connect()
  const { rows: tables } = await client.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  )
  let text = ''
  for (const { name } of tables) {
    const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`)
    text += rows.map(({ row }) => row).join('\n')
  }
  await client.end()
  return text
}
