import { afterAll, beforeAll, expect, vi } from 'vitest'
import { type OpenDatabase, openDatabase } from '../database/database.ts'
import { CORE_MIGRATIONS, migrate } from '../database/migrate.ts'
import { freshDatabase } from '../testing/database.ts'
import { Access } from './access.ts'
import { AccessRegister } from './access-register.ts'
import type { Caller } from './caller.ts'
import { Edge, type EdgeOptions } from './edge.ts'
import type { Identity } from './identity.ts'
import { AUDIENCE, startIssuer } from './issuer.fixture.ts'
import { Issuer } from './issuer.ts'
import { Sessions } from './sessions.ts'
import { Tokens } from './tokens.ts'

export const crm = { tier: 'experience', name: 'crm', version: '1.2.0' } as const
export const portal = { tier: 'experience', name: 'portal', version: '1.0.0', partners: true } as const
export const admin: Identity = { tenant: 'acme', principal: 'anna', scopes: ['*'] }
export const other: Identity = { tenant: 'acme', principal: 'bert', scopes: ['*'] }

export let database: OpenDatabase
let drop: () => Promise<void>
export let url: string
export let access: Access
export let provider: Awaited<ReturnType<typeof startIssuer>>
export let register: AccessRegister
export let sessions: Sessions
export const tokens = new Tokens('a key for tests that is long enough')
export const PLANS = {
  small: { perMinute: 3 },
  standard: { perMinute: 5, perDay: 7 },
  plus: { perMinute: 600 },
}

/** Opens a database of its own for the file, an identity provider, and what an edge works with over them. */
export function openAll(): void {
  beforeAll(async () => {
    ;({ url, drop } = await freshDatabase())
    database = openDatabase(url, { max: 4 })
    await migrate(database.db, [CORE_MIGRATIONS])
    access = new Access(database.db, url)
    await access.open()
    provider = await startIssuer()
    register = new AccessRegister(database.db, PLANS)
    sessions = new Sessions(database.db)
  })
  afterAll(async () => {
    provider?.close()
    await access?.close()
    await database?.close()
    await drop?.()
  })
}

/** The door of one host. */
export const edge = (more: Partial<EdgeOptions> = {}) =>
  new Edge({
    tokens,
    issuers: [new Issuer({ issuer: provider.url, audience: AUDIENCE })],
    access,
    sessions,
    developmentIssuer: false,
    roles: { finance: ['approve.finance'], partner: ['experience.portal.*'] },
    ...more,
  })

type Sent = { token?: string; headers?: Record<string, string>; method?: string; certificate?: string }
/** A request as the edge judges it, and what it told the caller. */
export function from({
  token,
  headers = {},
  method = 'GET',
  certificate,
}: Sent): Caller & { told: Record<string, string> } {
  const all: Record<string, string> = { ...headers, ...(token && { authorization: `Bearer ${token}` }) }
  const told: Record<string, string> = {}
  return {
    told,
    method,
    target: '/experience/crm/v1/orders',
    header: (name) => all[name],
    certificate: () => certificate,
    tell: (name, value) => {
      told[name] = value
    },
  }
}

/** Has a contract of a client asked for by one and approved by another. */
export const agreed = async (client: string, api = 'experience.crm') => {
  const name = { client, api, major: 1 }
  await register.requestContract(admin, name, 'For a test.')
  await register.decideContract(other, name, 'approved', 'For a test.')
  // The notice of it comes a moment after its commit.
  await vi.waitFor(
    async () => expect(await access.contractOf('acme', client, api, 1)).toMatchObject({ state: 'approved' }),
    {
      interval: 5,
    },
  )
  return name
}
