import { basePathOf, majorOf } from '@gantry/core/contract'
import type { Database } from '@gantry/core/database/database'
import type { Published } from '@gantry/core/process'
import type { Consumer, Notice } from './contract.ts'

const COUNTED_DAYS = 90

type Seen = { version: string; consumer: string; calls: number; lastCalledAt: string }

/** Who called an API in the last 90 days, by version. */
async function seen(db: Database, api: string): Promise<Seen[]> {
  const since = new Date(Date.now() - COUNTED_DAYS * 86_400_000).toISOString().slice(0, 10)
  const rows = await db
    .selectFrom('gantry.api_usage')
    .select(({ fn }) => ['version', 'consumer', fn.sum('calls').as('calls'), fn.max('last_at').as('lastAt')])
    .where('api', '=', api)
    .where('day', '>=', since)
    .groupBy(['version', 'consumer'])
    .orderBy('consumer')
    .orderBy('version')
    .execute()
  return rows.map(({ version, consumer, calls, lastAt }) => ({
    version,
    consumer,
    calls: Number(calls),
    lastCalledAt: lastAt.toISOString(),
  }))
}

const keyOf = ({ tier, name }: { tier: string; name: string }) => `${tier}.${name}`

/** The APIs that declare to use a contract, in the major version of `contract` where one is given. */
const declaredBy = (published: readonly Published[], api: string, major?: number): string[] =>
  published
    .filter(({ uses }) => uses.some((used) => keyOf(used) === api && (major === undefined || majorOf(used) === major)))
    .map(({ contract }) => keyOf(contract))

export async function consumersOf(db: Database, api: string, published: readonly Published[]): Promise<Consumer[]> {
  const declared = declaredBy(published, api)
  const called = await seen(db, api)
  const silent = declared.filter((name) => !called.some(({ consumer }) => consumer === name))
  return [
    ...silent.map((consumer) => ({ consumer, declared: true, calls: 0 })),
    ...called.map((one) => ({ ...one, declared: declared.includes(one.consumer) })),
  ]
}

/** Who declares to use a deprecated version, or was seen to call its major version: each of them has to move. */
export async function noticesOf(db: Database, published: readonly Published[], only?: string): Promise<Notice[]> {
  const notices: Notice[] = []
  for (const { contract } of published) {
    const { deprecation, version } = contract
    if (!deprecation) continue
    const api = keyOf(contract)
    const major = majorOf(contract)
    const called = (await seen(db, api)).filter((one) => majorOf(one) === major)
    const consumers = new Set([...declaredBy(published, api, major), ...called.map(({ consumer }) => consumer)])
    for (const consumer of consumers) {
      if (only !== undefined && consumer !== only) continue
      const own = called.filter((one) => one.consumer === consumer)
      const last = own
        .map(({ lastCalledAt }) => lastCalledAt)
        .sort()
        .at(-1)
      const calls = own.reduce((sum, one) => sum + one.calls, 0)
      const of = { api, version, path: basePathOf(contract), consumer }
      notices.push({ ...of, ...deprecation, calls, ...(last && { lastCalledAt: last }) })
    }
  }
  return notices
}
