import { generateKeyPairSync } from 'node:crypto'
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { BACKEND } from '../../testing/database.ts'
import { log, TestEngine } from '../../testing/engine.ts'
import { audit } from './act.ts'
import { hashOf, type Link, sequence, tailOf } from './chain.ts'
import { eraseActs } from './erasure.ts'
import { HeadFile, readHeads, signHead } from './head.ts'
import { Sequencer } from './sequencer.ts'
import { type Finding, verifyAudit } from './verification.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const other = generateKeyPairSync('ed25519')
const folder = await mkdtemp(join(tmpdir(), 'gantry-audit-'))
const path = join(folder, 'heads.jsonl')
const engine = await TestEngine.open([])
const { pool } = engine.database
const own = engine.openDatabase({ max: 4 })

afterAll(async () => {
  await own.close()
  await engine.close()
  await rm(folder, { recursive: true, force: true })
})

const act = (n: number) => ({
  tenant: n % 3 === 0 ? 'one' : 'two',
  action: 'exception.resolved',
  object: `run:${n}`,
  by: 'ada',
  reason: `because ${n}`,
  detail: { n, before: { amount: '10.00' } },
})

const LINKS = 30
/** A log of so many links, exported after the tenth, the twentieth and the last. */
beforeEach(async () => {
  await pool.query('truncate gantry.audit_pending, gantry.audit_chain, gantry.audit_content cascade')
  await pool.query('update gantry.audit_log set id = gen_random_uuid()')
  await writeFile(path, '')
  const sequencer = new Sequencer({ db: own.db, log, heads: { path, key: privateKey } })
  for (let n = 0; n < LINKS; n += 10) {
    await audit(
      own.db,
      Array.from({ length: 10 }, (_, index) => act(n + index)),
    )
    await sequencer.turn()
  }
})

const verified = async () => verifyAudit(engine.db, { heads: await readHeads(path), keys: [publicKey] })
const kinds = async () => [...new Set((await verified()).findings.map(({ kind }) => kind))].sort()
const findings = async () => (await verified()).findings.map(({ kind, seq }) => [kind, seq])

test('what was recorded verifies, up to the last exported head', async () => {
  expect(await verified()).toMatchObject({ links: LINKS, covered: LINKS, pending: 0, findings: [], otherLogs: [] })
  await audit(own.db, [act(99)])
  expect(await verified()).toMatchObject({ links: LINKS, pending: 1, findings: [] })
  await sequence(own.db)
  expect(await verified()).toMatchObject({ links: LINKS + 1, covered: LINKS, pending: 0, findings: [] })
})

test('an act that is rolled back was never there; acts of many at once each come once', async () => {
  await own.db
    .transaction()
    .execute(async (tx) => {
      await audit(tx, [act(100)])
      throw new Error('no')
    })
    .catch(() => {})
  await Promise.all(Array.from({ length: 20 }, (_, n) => audit(own.db, [act(200 + n)])))
  await Promise.all([sequence(own.db), sequence(own.db), sequence(own.db)])
  await sequence(own.db)
  expect(await verified()).toMatchObject({ links: LINKS + 20, pending: 0, findings: [] })
})

test.runIf(BACKEND === 'postgres')('the engine itself can neither change nor remove what is recorded', async () => {
  for (const statement of [
    'update gantry.audit_chain set action = $1',
    'delete from gantry.audit_chain where action <> $1',
    'update gantry.audit_content set reason = $1',
    'delete from gantry.audit_content where action <> $1',
    'update gantry.audit_log set id = gen_random_uuid() where $1 <> $1',
  ])
    await expect(own.pool.query(statement, ['x']), statement).rejects.toMatchObject({ code: '42501' })
  await expect(own.pool.query('truncate gantry.audit_chain')).rejects.toMatchObject({ code: '42501' })
})

const tamper: [string, string, [Finding['kind'], number | undefined][]][] = [
  ['a link is changed', `update gantry.audit_chain set action = 'run.cancelled' where seq = 7`, [['changed', 7]]],
  ['a tenant is changed', `update gantry.audit_chain set tenant = 'else' where seq = 30`, [['changed', 30]]],
  ['a link is deleted', 'delete from gantry.audit_chain where seq = 5', [['deleted', 5]]],
  ['several are deleted', 'delete from gantry.audit_chain where seq between 5 and 8', [['deleted', 5]]],
  [
    'the first are deleted and the rest moved up',
    `delete from gantry.audit_chain where seq = 1; update gantry.audit_chain set seq = -seq; update gantry.audit_chain set seq = -seq - 1`,
    [['deleted', 1]],
  ],
  [
    'a link is put in between',
    `update gantry.audit_chain set seq = -seq where seq >= 12; update gantry.audit_chain set seq = 1 - seq where seq < 0;
     insert into gantry.audit_chain select 12, gen_random_uuid(), tenant, at, action, digest, digest from gantry.audit_chain where seq = 3`,
    [['inserted', 12]],
  ],
  [
    'two neighbours are swapped',
    `update gantry.audit_chain set seq = case seq when 8 then -9 else -8 end where seq in (8, 9);
     update gantry.audit_chain set seq = -seq where seq < 0`,
    [
      ['reordered', 8],
      ['reordered', 9],
    ],
  ],
  [
    'two far apart are swapped',
    `update gantry.audit_chain set seq = case seq when 4 then -25 else -4 end where seq in (4, 25);
     update gantry.audit_chain set seq = -seq where seq < 0`,
    [
      ['reordered', 4],
      ['reordered', 25],
    ],
  ],
  ['the tail is cut off', 'delete from gantry.audit_chain where seq > 27', [['truncated', 28]]],
  ['all of it is gone', 'truncate gantry.audit_chain', [['truncated', 1]]],
  [
    'who did it is changed',
    `update gantry.audit_content set by = 'eve' where object = 'run:3'`,
    [['content-changed', 4]],
  ],
  [
    'what was done is removed as if erased',
    `update gantry.audit_content set detail = null, salt = null, erased_at = now() where object = 'run:3'`,
    [['content-missing', 4]],
  ],
]
test.each(tamper)('it is found and named when %s', async (_, statements, expected) => {
  await pool.query(statements)
  const found = await findings()
  for (const one of expected) expect(found).toContainEqual(one)
  expect(
    found.filter(([kind]) => !['inserted', 'truncated', 'forked', 'content-missing'].includes(kind as string)).length,
  ).toBeLessThanOrEqual(expected.length)
})

/** Makes every hash from there on fit again: all that an attacker needs is write access to the database. */
async function rehash(from: number): Promise<void> {
  const { rows } = await pool.query<Link & { seq: string }>('select * from gantry.audit_chain order by seq')
  const { log: id } = await tailOf(engine.db)
  let before = rows[from - 2]?.hash
  for (const [index, row] of rows.entries()) {
    if (index + 1 < from || !before) continue
    before = hashOf(id, before, { ...row, seq: index + 1 })
    await pool.query('update gantry.audit_chain set seq = $1, hash = $2 where id = $3', [index + 1, before, row.id])
  }
}

test('a fork is found: another history from some link on, with hashes that fit', async () => {
  await pool.query(`update gantry.audit_chain set action = 'run.cancelled' where seq = 15`)
  await rehash(15)
  expect(await findings()).toEqual([['forked', 20]])
  // The export itself speaks for two histories.
  await appendFile(path, `${JSON.stringify(signHead(await tailOf(engine.db), privateKey))}\n`)
  expect(await kinds()).toEqual(['forked'])
})

test('a cut that is built upon is found, and no sequencer builds upon it', async () => {
  await pool.query('delete from gantry.audit_chain where seq > 25')
  const sequencer = new Sequencer({ db: own.db, log, heads: { path, key: privateKey } })
  await audit(own.db, [act(1)])
  await sequencer.turn()
  expect((await tailOf(own.db)).seq).toBe(25)
  await audit(
    own.db,
    Array.from({ length: 20 }, (_, n) => act(n)),
  )
  await sequence(own.db)
  expect(await kinds()).toContain('forked')
})

test('a head that another key signed proves nothing', async () => {
  await appendFile(path, `${JSON.stringify(signHead({ ...(await tailOf(engine.db)), seq: 999 }, other.privateKey))}\n`)
  expect(await findings()).toEqual([['head-forged', 999]])
})

test('another database in place of this one is told of', async () => {
  const earlier = (await tailOf(engine.db)).log
  await pool.query('truncate gantry.audit_pending, gantry.audit_chain, gantry.audit_content cascade')
  await pool.query('update gantry.audit_log set id = gen_random_uuid()')
  expect(await verified()).toMatchObject({ links: 0, otherLogs: [earlier], findings: [] })
})

test('what an act says of people is erased, and the chain still verifies', async () => {
  const erased = await own.db
    .transaction()
    .execute((tx) => eraseActs(tx, { tenant: 'one', objects: ['run:3'], by: 'grace', reason: 'asked to be forgotten' }))
  expect(erased).toBe(1)
  await sequence(own.db)
  expect(await verified()).toMatchObject({ links: LINKS + 1, findings: [] })
  const { rows } = await pool.query(`select * from gantry.audit_content where erased_at is not null`)
  expect(rows).toEqual([expect.objectContaining({ by: null, reason: null, detail: null, salt: null, object: null })])
})

test('a line of the export that a crash cut off is no head, and a process goes on from what an earlier one exported', async () => {
  await appendFile(path, '{"log":"half')
  const file = await HeadFile.open(path, privateKey, (await tailOf(engine.db)).log)
  expect(file.last?.seq).toBe(LINKS)
  expect((await readFile(path, 'utf8')).split('\n').length).toBe(4)
})

/** `SEED=…` repeats what chance decided, `TAMPERINGS=…` changes how many there are. */
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
const tamperings = fc.sample(
  fc.record({
    what: fc.constantFrom('edit', 'delete', 'swap', 'cut', 'content'),
    at: fc.integer({ min: 1, max: LINKS }),
    by: fc.integer({ min: 1, max: LINKS - 1 }),
    fits: fc.boolean(),
  }),
  { seed, numRuns: Number(process.env.TAMPERINGS ?? 100) },
)

/** R19: random edits, deletions, swaps and cuts at or before the last export; half of them with hashes made to fit. */
test(`R19 a hundred random edits, deletions, swaps and cuts are each found (seed ${seed})`, async ({ task }) => {
  const missed: string[] = []
  const snapshot = await pool.query<Link>('select * from gantry.audit_chain order by seq')
  const contents = await pool.query('select id, reason from gantry.audit_content')
  for (const { what, at, by, fits } of tamperings) {
    const to = 1 + ((at - 1 + by) % LINKS)
    if (what === 'edit') await pool.query(`update gantry.audit_chain set at = at + interval '1 s' where seq = $1`, [at])
    if (what === 'delete') await pool.query('delete from gantry.audit_chain where seq = $1', [at])
    if (what === 'swap')
      await pool
        .query(
          `with w as (select a.id as x, b.id as y from gantry.audit_chain a, gantry.audit_chain b where a.seq = ${at} and b.seq = ${to})
         update gantry.audit_chain c set seq = -(case c.id when w.x then ${to} else ${at} end) from w where c.id in (w.x, w.y)`,
        )
        .then(() => pool.query('update gantry.audit_chain set seq = -seq where seq < 0'))
    if (what === 'cut') await pool.query('delete from gantry.audit_chain where seq >= $1', [at])
    if (what === 'content')
      await pool.query(`update gantry.audit_content set reason = 'none' where id = $1`, [snapshot.rows[at - 1]!.id])
    if (fits && at > 1 && ['edit', 'delete', 'swap'].includes(what)) await rehash(Math.max(2, Math.min(at, to)))
    if ((await verified()).findings.length === 0) missed.push(`${what} ${at} ${to} ${fits}`)
    await restore(pool, snapshot.rows, contents.rows)
  }
  Object.assign(task.meta, { figures: { found: tamperings.length - missed.length } })
  expect(missed).toEqual([])
  expect((await verified()).findings).toEqual([])
}, 60_000)

async function restore(into: pg.Pool, links: readonly Link[], contents: readonly { id: string; reason: string }[]) {
  await into.query('delete from gantry.audit_chain')
  await into.query(
    `insert into gantry.audit_chain (seq, id, tenant, at, action, digest, hash)
     select * from unnest($1::bigint[], $2::uuid[], $3::text[], $4::timestamptz[], $5::text[], $6::bytea[], $7::bytea[])`,
    [
      links.map((l) => l.seq),
      links.map((l) => l.id),
      links.map((l) => l.tenant),
      links.map((l) => l.at),
      links.map((l) => l.action),
      links.map((l) => l.digest),
      links.map((l) => l.hash),
    ],
  )
  await into.query(
    `update gantry.audit_content c set reason = n.reason from unnest($1::uuid[], $2::text[]) as n(id, reason)
     where c.id = n.id and c.reason is distinct from n.reason`,
    [contents.map(({ id }) => id), contents.map(({ reason }) => reason)],
  )
}
