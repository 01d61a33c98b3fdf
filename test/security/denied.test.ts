import type { Host } from '@gantry/core/runtime/host'
import type { Identity } from '@gantry/core/security/identity'
import { AUDIENCE, startIssuer, type TokenChange } from '@gantry/core/security/issuer.fixture'
import { Tokens } from '@gantry/core/security/tokens'
import { contractsOf } from '@gantry/scaffold/contracts/publication'
import { openProject } from '@gantry/scaffold/project'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { atStage } from '../books.ts'
import { Landscape } from '../landscape.ts'
import { line, quote, quoted, setUp } from '../sales.ts'
import { type Asked, ask, everyOperation } from './matrix.ts'

/** Every operation of every contract this host serves, asked by those who may not. */

const QUOTE = 'Q-canary-7141'
const majorOf = (version: string) => Number.parseInt(version, 10)

let landscape: Landscape
let guarded: Host
let provider: Awaited<ReturnType<typeof startIssuer>>
let operations: Asked[]
beforeAll(async () => {
  landscape = await Landscape.start()
  await setUp(landscape)
  provider = await startIssuer()
  guarded = await landscape.startHost({
    serve: ['system', 'process', 'experience'],
    development: false,
    issuers: [{ issuer: provider.url, audience: AUDIENCE }],
  })
  await quoted(landscape, QUOTE, quote({ lines: [line()], state: 'accepted' }))
  await landscape.call('/process/order-activation/v1/orders', {
    method: 'POST',
    headers: { 'idempotency-key': QUOTE },
    body: { quote: QUOTE },
  })
  await atStage(landscape, QUOTE, 'invoiced')
  const served = ((await (await fetch(`${guarded.url}/contracts`)).json()) as { path: string }[]).map(
    ({ path }) => path,
  )
  operations = everyOperation(await contractsOf(await openProject()), QUOTE).filter(({ path }) =>
    served.some((base) => path.startsWith(`${base}/`)),
  )
  for (const client of ['consumer', 'revoked', 'expired']) await agree(client)
  await agree('bounded', ['data.public'])
}, 180_000)
afterAll(async () => {
  provider?.close()
  await guarded?.close()
  await landscape?.stop()
})

/** A contract for every API, which governance approves: what is denied is denied for the reason under test. */
async function agree(client: string, scopes?: string[]) {
  const apis = new Map(
    operations.map(({ contract }) => [`${contract.tier}.${contract.name}`, majorOf(contract.version)]),
  )
  for (const [api, major] of apis) await decide(client, api, major, 'approved', scopes)
}

async function decide(client: string, api: string, major: number, decision: string, scopes = ['*']) {
  const path = `/process/access/v1/contracts/${client}/${api}/${major}`
  const tokens = new Tokens(landscape.identityKey)
  const as = async (principal: string) => {
    const identity: Identity = { tenant: landscape.tenant, principal, scopes: ['*'] }
    return { authorization: `Bearer ${await tokens.mint(identity)}` }
  }
  if (decision === 'approved')
    await landscape.call(`${path}/request`, {
      method: 'PUT',
      headers: await as('asking'),
      body: { purpose: 'A test.', scopes },
    })
  const answer = await landscape.call(`${path}/decision`, {
    method: 'POST',
    headers: await as('deciding'),
    body: { decision, reason: 'A test.' },
  })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
}

const bearer = async (change: TokenChange & { scope?: string; client?: string; claims?: object } = {}) => {
  const { scope = '*', client = 'consumer', claims, ...more } = change
  const token = await provider.sign({
    ...more,
    claims: { tenant: landscape.tenant, client_id: client, scope, ...claims },
  })
  return `Bearer ${token}`
}

let asks = 0
/** How many of them a test asked is told with its result. */
beforeEach(() => {
  asks = 0
})
afterEach(({ task }) => {
  task.meta.figures = { cases: 1, asked: asks }
})

/** Asks every operation, more than eighty; returns those that were not denied as they should have been. */
async function denied(
  authorization: (asked: Asked) => Promise<string | undefined>,
  expected: { status: number; code: string },
) {
  expect(operations.length).toBeGreaterThan(80)
  asks += operations.length
  const wrong: string[] = []
  await Promise.all(
    operations.map(async (asked) => {
      const { status, code, text } = await ask(guarded.url!, asked, await authorization(asked))
      if (status !== expected.status || code !== expected.code || text.includes(QUOTE.slice(2)))
        wrong.push(`${asked.contract.name}.${asked.id}: ${status} ${code}`)
    }),
  )
  return wrong
}

describe('every operation is denied to', () => {
  test('whoever sends no token', async () => {
    expect(await denied(async () => undefined, { status: 401, code: 'unauthenticated' })).toEqual([])
  })

  test('a token that has expired', async () => {
    const token = await bearer({ expires: '-2 minutes' })
    expect(await denied(async () => token, { status: 401, code: 'unauthenticated' })).toEqual([])
  })

  test('a token for another audience', async () => {
    const token = await bearer({ audience: 'https://other.example' })
    expect(await denied(async () => token, { status: 401, code: 'unauthenticated' })).toEqual([])
  })

  test('a token that lacks the scope, whichever others it has', async () => {
    const all = operations.map(({ scope }) => scope)
    const others = ({ scope }: Asked) => bearer({ scope: all.filter((one) => one !== scope).join(' ') })
    expect(await denied(others, { status: 403, code: 'forbidden' })).toEqual([])
  })

  test('a partner, where the API is not made for partners', async () => {
    const token = await bearer({ claims: { partner: 'sibling' } })
    const closed = operations.filter(({ contract }) => !contract.partners)
    const wrong = await denied(async () => token, { status: 403, code: 'forbidden' })
    expect(
      wrong.filter((line) => closed.some(({ contract, id }) => line.startsWith(`${contract.name}.${id}:`))),
    ).toEqual([])
  })

  test('a client whose contract does not grant the scope, whatever its token does', async () => {
    const token = await bearer({ client: 'bounded' })
    expect(await denied(async () => token, { status: 403, code: 'forbidden' })).toEqual([])
  })

  test('a client whose contract has ended', async () => {
    const token = await bearer({ client: 'expired' })
    const [first] = operations
    expect((await ask(guarded.url!, first!, token)).code).not.toBe('consumer-contract-expired')
    const client = new pg.Client({ connectionString: landscape.databaseUrl })
    await client.connect()
    await client.query(`update gantry.consumer_contract set expires_at = clock_timestamp() where client = 'expired'`)
    await client.end()
    await expect
      .poll(async () => (await ask(guarded.url!, first!, token)).code, { interval: 5 })
      .toBe('consumer-contract-expired')
    expect(await denied(async () => token, { status: 403, code: 'consumer-contract-expired' })).toEqual([])
  })

  test('a client without a contract, and at once to one whose contract was revoked', async () => {
    const stranger = await bearer({ client: 'stranger' })
    expect(await denied(async () => stranger, { status: 403, code: 'no-consumer-contract' })).toEqual([])
    const token = await bearer({ client: 'revoked' })
    const [first] = operations
    expect((await ask(guarded.url!, first!, token)).code).not.toBe('no-consumer-contract')
    for (const { contract } of new Map(operations.map((asked) => [asked.contract, asked])).values())
      await decide('revoked', `${contract.tier}.${contract.name}`, majorOf(contract.version), 'revoked')
    // The other host is told within milliseconds; what it answers from then on is under test.
    const last = operations.at(-1)!
    await expect
      .poll(async () => (await ask(guarded.url!, last, token)).code, { interval: 5 })
      .toBe('no-consumer-contract')
    expect(await denied(async () => token, { status: 403, code: 'no-consumer-contract' })).toEqual([])
  })
})
