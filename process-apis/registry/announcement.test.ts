import type { Publication } from '@gantry/core/contract/publications'
import { CORE_MIGRATIONS, migrate } from '@gantry/core/database/migrate'
import { callOf, TENANT, TestEngine } from '@gantry/core/testing/engine'
import { sql } from 'kysely'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { announce, announceNews, weekAgo } from './announcement.ts'
import { announcementFlow } from './flow.ts'
import registryProcess from './process.ts'

const engine = await TestEngine.open([announcementFlow])
await migrate(engine.db, [CORE_MIGRATIONS, registryProcess.migrations!])
await engine.work()
const parts = { db: engine.db, engine: engine.engine }
afterAll(() => engine.close())

const today = () => new Date().toISOString().slice(0, 10)

const published = (version: string, publishedOn = today()) =>
  ({
    tier: 'process',
    name: 'things',
    version,
    publishedOn,
    lifecycle: 'active',
    level: 'info',
    changelog: 'Something new.',
    changes: [],
  }) as unknown as Publication

/** Versions that were told, as often as they were, once every run has ended. */
const told = () =>
  engine.until('every run has ended', async () => {
    const { rows } = await sql<{ versions: string[]; open: number }>`select
      (select count(*)::int from gantry.run where state not in ('completed')) as open,
      (select coalesce(json_agg(data ->> 'version' order by id), '[]') from gantry.event
       where name = 'registry.contractPublished') as versions`.execute(engine.db)
    return rows[0]!.open === 0 && rows[0]!.versions.sort()
  })

const subscribe = () =>
  sql`insert into gantry.subscription_endpoint (tenant, subscriber, id, url, apis, events, levels, state, sealed)
    values (${TENANT}, 'anna', 'all', 'https://shop.example.com', '{*}', '{}', '{info}', 'active', '[]')`.execute(
    engine.db,
  )

beforeEach(async () => {
  await engine.database.pool.query(
    'truncate gantry.contract_announcement, gantry.subscription_endpoint, gantry.run, gantry.event cascade',
  )
})

test('what lies there at the first look is no news; what comes after it is, whenever it was published, and once', async () => {
  await announceNews(parts, [published('1.0.0')], callOf())
  expect(await told()).toEqual([])
  const later = [published('1.0.0'), published('1.1.0'), published('1.2.0', '2026-01-05')]
  for (let start = 0; start < 3; start++) await announceNews(parts, later, callOf())
  expect(await told()).toEqual(['1.1.0', '1.2.0'])
})

test('subscribers from before a landscape announced by itself are told of the last week', async () => {
  await subscribe()
  await announceNews(parts, [published('1.0.0', '2026-01-05'), published('1.1.0', weekAgo())], callOf())
  expect(await told()).toEqual(['1.1.0'])
})

test('hosts that start at once with a newer registry announce each version once', async () => {
  await announceNews(parts, [published('1.0.0')], callOf())
  const newer = ['1.0.0', '1.1.0', '1.2.0', '1.3.0'].map((version) => published(version))
  await Promise.all(Array.from({ length: 4 }, () => announceNews(parts, newer, callOf())))
  expect(await told()).toEqual(['1.1.0', '1.2.0', '1.3.0'])
})

test('a host that dies after any of its steps leaves the rest to the next one, and nothing twice', async () => {
  await announceNews(parts, [published('1.0.0')], callOf())
  const newer = ['1.0.0', '1.1.0', '1.2.0', '1.3.0'].map((version) => published(version))
  for (const survived of ['find', 'start'] as const) {
    // It dies as its second version is asked for, or is begun and not noted yet.
    let calls = 0
    const dying = (...given: Parameters<typeof engine.engine.start>) => {
      if (++calls < 2) return engine.engine.start(...given)
      if (survived === 'find') throw new Error('died before')
      return engine.engine.start(...given).then(() => Promise.reject(new Error('died after')))
    }
    const host = { find: engine.engine.find.bind(engine.engine), start: dying } as typeof engine.engine
    await expect(announceNews({ ...parts, engine: host }, newer, callOf())).rejects.toThrow('died')
  }
  await announceNews(parts, newer, callOf())
  expect(await told()).toEqual(['1.1.0', '1.2.0', '1.3.0'])
})

test('it is told no more once its run is gone, and by hand what was no news is', async () => {
  await announceNews(parts, [published('1.0.0')], callOf())
  const [first, second] = [published('1.0.0'), published('1.1.0')]
  await announceNews(parts, [first, second], callOf())
  expect(await told()).toEqual(['1.1.0'])
  await engine.database.pool.query('truncate gantry.run, gantry.event cascade')
  expect((await announce(parts, [first, second], callOf())).map(({ version }) => version)).toEqual(['1.0.0'])
  expect(await announce(parts, [first, second], callOf())).toEqual([])
})
