import { randomBytes, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { advance, simulateTime } from '../database/clock.ts'
import type { OpenDatabase } from '../database/database.ts'
import { RETENTION, type Retention, sweepRetention } from '../database/retention.ts'
import { Keyring } from '../security/encryption/keyring.ts'
import { Sealable } from '../security/encryption/sealable.ts'
import { TENANT, TestEngine } from '../testing/engine.ts'
import type { Class } from './classification.ts'
import { liftHold, placeHold } from './legal-hold.ts'
import type { RetentionRule } from './retention-rules.ts'

const DAY = 24 * 3600 * 1000
const KINDS: Retention = { ...RETENTION, runs: 5, archive: 30, events: 15, deadLetters: 15 }
const FIELDS = { email: 'personal', amount: 'financial' } as const
const names: ReadonlyMap<string, Class> = new Map(Object.entries(FIELDS))

let tests: TestEngine
let own: OpenDatabase
beforeAll(async () => {
  tests = await TestEngine.open([])
  const keyring = new Keyring([{ id: 'k1', key: randomBytes(32) }])
  own = tests.openDatabase({ max: 4, keyring })
  await simulateTime(tests.db)
})
afterAll(async () => {
  await own?.close()
  await tests?.close()
})

const sweep = (rules: readonly RetentionRule[], batch = 3) =>
  sweepRetention(own.db, { retention: KINDS, ruling: { rules, field: 'entity', names }, batch })

/** A row as the test knows it, and what is left of it by the rules' own words. */
type Known = {
  kind: 'run' | 'event' | 'dead_letter'
  id: string
  /** In days since it was put there, as it was given. */
  age: number
  entities: readonly string[]
  fields: Record<keyof typeof FIELDS, boolean>
  /** Of whose run it is; runs and what follows from them share it. */
  subject: string
  open: boolean
  event?: Known
  archived: boolean
  gone: boolean
  /** This sweep or the next. */
  going?: boolean
}

const daysOf = (rules: readonly RetentionRule[], of: Class, entities: readonly string[]) =>
  (entities.length > 0 ? entities : [undefined]).map((entity) => {
    const found =
      rules.find((rule) => rule.class === of && rule.entity === entity && entity !== undefined) ??
      rules.find((rule) => rule.class === of && rule.entity === undefined)
    return found?.keepDays
  })

/** The law of the test, stated without a look at the code: what one sweep at this moment leaves. */
function expectSwept(known: readonly Known[], rules: readonly RetentionRule[], held: ReadonlySet<string>): void {
  const past = (days: number | null | undefined, age: number) => typeof days === 'number' && age >= days
  for (const row of known) {
    const waits = held.has(row.subject) || row.open
    if (row.gone || waits) continue
    const present = Object.keys(FIELDS) as (keyof typeof FIELDS)[]
    for (const name of present)
      if (daysOf(rules, FIELDS[name], row.entities).every((days) => past(days, row.age))) row.fields[name] = false
    const covered = present.flatMap((name) => daysOf(rules, FIELDS[name], row.entities))
    const rowDays = daysOf(rules, 'internal', row.entities).map((days) =>
      days === undefined ? { run: 30, event: 15, dead_letter: 15 }[row.kind] : days,
    )
    const goes =
      covered.every((days) => days === undefined || past(days, row.age)) && rowDays.every((days) => past(days, row.age))
    if (!goes) continue
    if (row.kind === 'event' && known.some((letter) => letter.event === row && !letter.gone)) continue
    if (row.kind === 'dead_letter' && row.age < 15) continue
    // It goes from the archive, at once where its month goes as a whole.
    row.going = row.kind === 'run' && !row.archived
    if (row.going) continue
    row.gone = true
  }
  for (const row of known)
    if (row.kind === 'run' && row.age >= 5 && !held.has(row.subject) && !row.open) row.archived = true
}

const payload = (entities: readonly string[]) => ({
  email: 'ada@canary.example',
  amount: 'EUR 4711',
  note: 'stays',
  of: entities.map((entity) => ({ entity })),
})
const kept = (value: unknown, sealed: boolean): string =>
  sealed ? (new Sealable(TENANT, JSON.stringify(value)) as unknown as string) : JSON.stringify(value)

type Given = Pick<Known, 'kind' | 'age' | 'entities' | 'subject' | 'open'> & { sealed: boolean; names: boolean }

async function put(given: Given, before: readonly Known[]): Promise<Known | undefined> {
  const { kind, age, entities, subject, open, sealed } = given
  const run = before.find((one) => one.kind === 'run' && one.subject === subject)
  const at = sql`gantry.now() - ${age}::float8 * interval '1 day' - interval '1 hour'`
  const named = kind === 'run' || given.names ? entities : []
  // What follows from a run may name nobody: it is whose the run is.
  const whose = named.length > 0 ? named : (run?.entities ?? [])
  const value = kept(payload(named), sealed)
  const correlation = run || kind === 'run' ? `about ${subject}` : randomUUID()
  const known = { kind, age, subject, open, entities: whose, archived: false, gone: false }
  const fields = { email: true, amount: true }
  if (kind === 'run') {
    if (run) return undefined
    const id = randomUUID()
    await sql`insert into gantry.run (id, tenant, flow, version, key, digest, subject, input, output, correlation, principal,
        state, updated_at, finished_at)
      values (${id}, ${TENANT}, 'kept', 1, ${id}, '', ${subject}, ${value}::json, '{"email":"x@canary.example"}',
        ${correlation}, 'p', 'completed', ${at}, ${at})`.execute(own.db)
    await sql`insert into gantry.journal (run, run_seq, step, tenant, kind, state, result, epoch)
      values (${id}, (select seq from gantry.run where id = ${id}), 'one', ${TENANT}, 'step', 'done', ${value}::json, 1)`.execute(
      own.db,
    )
    await sql`insert into gantry.exception (id, tenant, run, flow, run_key, subject, step, code, kind, sentence, team,
        correlation, due_at, state, before)
      values (gen_random_uuid(), ${TENANT}, ${id}, 'kept', ${id}, ${subject}, 'one', 'x', 'data', 'x', 'platform', 'c', now(),
        ${open ? 'open' : 'resolved'}, ${value}::json)`.execute(own.db)
    return { ...known, id, fields }
  }
  const source = randomUUID()
  if (kind === 'event') {
    const { rows } = await sql<{ id: string }>`insert into gantry.event (tenant, name, key, data, source, correlation,
        occurred_at, received_at) values (${TENANT}, 'told', 'k', ${value}::json, ${source}, ${correlation}, now(), ${at})
      returning id`.execute(own.db)
    return { ...known, open: false, id: rows[0]!.id, fields, subject: run ? subject : '–' }
  }
  const event = before.find((one) => one.kind === 'event')
  const { rows } = await sql<{ id: string }>`insert into gantry.dead_letter (tenant, reader, event, name, data, source,
      correlation, occurred_at, code, state, failed_at, opened_at)
    values (${TENANT}, 'r', ${event?.id ?? null}, 'told', ${value}::json, ${source}, ${correlation}, now(), 'x',
      ${open ? 'open' : 'replayed'}, ${at}, ${at}) returning id`.execute(own.db)
  return { ...known, id: rows[0]!.id, fields, subject: run ? subject : '–', ...(event && { event }) }
}

/** What the database still has of a row. */
async function found({ kind, id }: Known) {
  const { rows } = await (kind === 'run'
    ? sql<{ text: string }>`select r.input, r.output, a.input as then, a.output as last, a.journal as story,
        (select json_agg(j.result) from gantry.journal j where j.run = r.id) as steps,
        (select json_agg(e.before) from gantry.exception e where e.run = r.id) as exceptions,
        coalesce(a.id, case when r.archived_at is null then r.id end) is not null as there
        from gantry.run r left join gantry.run_archive a on a.id = r.id where r.id = ${id}::uuid`
    : sql`select data, true as there from ${sql.table(`gantry.${kind}`)} where id = ${id}::bigint`
  ).execute(own.db)
  const text = JSON.stringify(rows)
  const { there = false } = (rows[0] ?? {}) as { there?: boolean }
  return { there, email: text.includes('canary.example'), amount: text.includes('EUR 4711') }
}

const entity = fc.constantFrom('DE', 'US')
const subject = fc.constantFrom('s0', 's1', 's2')
const rule = fc.record({
  class: fc.constantFrom<Class>('personal', 'financial', 'internal'),
  entity: fc.option(entity, { nil: undefined }),
  keepDays: fc.constantFrom(7, 12, 20, 40, null),
})
const rules = fc
  .uniqueArray(rule, { minLength: 1, maxLength: 6, selector: (one) => `${one.class} ${one.entity}` })
  .map((list) => list.map(({ entity: of, ...one }): RetentionRule => (of ? { ...one, entity: of } : one)))
const row = fc.record({
  kind: fc.constantFrom<Known['kind']>('run', 'run', 'event', 'dead_letter'),
  age: fc.integer({ min: 0, max: 45 }),
  entities: fc.uniqueArray(entity, { maxLength: 2 }),
  subject,
  open: fc.boolean(),
  sealed: fc.boolean(),
  names: fc.boolean(),
})
const act = fc.oneof(
  { weight: 3, arbitrary: fc.record({ act: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 20 }) }) },
  fc.record({ act: fc.constantFrom('hold' as const, 'lift' as const), subject }),
  fc.record({ act: fc.constant('close' as const) }),
)

test('whatever the rules, the rows and the holds: nothing is kept past its rule, and nothing goes before it', async () => {
  await fc.assert(
    fc.asyncProperty(
      rules,
      fc.array(row, { minLength: 1, maxLength: 12 }),
      fc.array(act, { maxLength: 7 }),
      async (given, rows, acts) => {
        await tests.database.pool.query(`truncate gantry.run, gantry.journal, gantry.exception, gantry.event, gantry.run_archive,
        gantry.dead_letter, gantry.legal_hold, gantry.retention_left, gantry.cursor cascade`)
        const known: Known[] = []
        // Ids rise with age, as they do where rows come one after another.
        for (const one of rows.toSorted((a, b) => b.age - a.age)) known.push(...[(await put(one, known)) ?? []].flat())
        const held = new Set<string>()
        for (const one of [{ act: 'wait' as const, days: 0 }, ...acts]) {
          if (one.act === 'wait') {
            await advance(own.db, one.days * DAY)
            for (const each of known) each.age += one.days
          } else if (one.act === 'close') {
            await tests.database.pool.query(`update gantry.exception set state = 'resolved'`)
            await tests.database.pool.query(`update gantry.dead_letter set state = 'replayed' where state = 'open'`)
            for (const each of known) each.open = false
          } else {
            const holding = { tenant: TENANT, subject: one.subject, by: 'counsel', reason: 'a dispute' }
            if (one.act === 'hold') await placeHold(own.db, holding)
            else if (held.has(one.subject)) await liftHold(own.db, holding)
            held[one.act === 'hold' ? 'add' : 'delete'](one.subject)
          }
          const swept = await sweep(given)
          expect(swept.byRules?.complete).toBe(true)
          expectSwept(known, given, held)
          for (const each of known) {
            const { there, email, amount } = await found(each)
            const told = `${each.kind} of ${each.entities} (${each.subject}) at ${each.age} days, after ${one.act}`
            if (!each.going) expect(there, told).toBe(!each.gone)
            if (there) expect({ email, amount }, told).toEqual(each.fields)
          }
        }
      },
    ),
    { numRuns: Number(process.env.PROGRAMS ?? 40), ...(process.env.SEED && { seed: Number(process.env.SEED) }) },
  )
}, 240_000)
