import pg from 'pg'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { startIssuer } from '../security/issuer.fixture.ts'
import { type RegionalHost, startRegion } from './region.fixture.ts'

const ENTITIES = { DE: 'eu', US: 'us' }
const KEY = 'a key that both regions of this test share'
export const API = '/process/orders/v1/orders'

export let provider: Awaited<ReturnType<typeof startIssuer>>
export let eu: RegionalHost
export let us: RegionalHost
export let token: string
/** Where a region is said to be: tests change it. */
export const addresses: Record<string, string> = {}
export const regional = (region: string, entities = ENTITIES) => ({
  region,
  entities,
  field: 'entity',
  addresses,
  key: KEY,
})

/** Opens two hosts, each in its region, on databases of their own. */
export function openRegions(): void {
  beforeAll(async () => {
    provider = await startIssuer()
    addresses.eu = addresses.us = 'http://127.0.0.1:9'
    eu = await startRegion(regional('eu'), provider.url)
    us = await startRegion(regional('us'), provider.url)
    token = await provider.sign({ claims: { scope: 'process.orders.* experience.shop.*' } })
  }, 60_000)
  beforeEach(() => {
    addresses.eu = eu.url
    addresses.us = us.url
  })
  afterAll(async () => {
    await us?.close()
    await eu?.close()
    provider?.close()
  })
}

type Given = {
  entity?: string
  lines?: { entity: string }[]
  note?: string
  key?: string
  headers?: Record<string, string>
  path?: string
}

/** Under its own id as `Idempotency-Key`, unless another one is given. */
export const submit = (at: { url: string }, id: string, { key = id, headers, path = API, ...body }: Given = {}) =>
  fetch(at.url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': key,
      ...headers,
    },
    body: JSON.stringify({ id, ...body }),
  })

/** The tables of a region's database with a row in which a text stands. */
export async function tablesWith({ databaseUrl }: RegionalHost, text: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    )
    const found = []
    for (const { name } of tables) {
      const { rowCount } = await client.query(`select 1 from ${name} t where strpos(t::text, $1) > 0 limit 1`, [text])
      if (rowCount) found.push(name)
    }
    return found
  } finally {
    await client.end()
  }
}
