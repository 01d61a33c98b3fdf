import { sql } from 'kysely'
import type { Database } from '../database/database.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import type { Run } from './runs.ts'

/** Enough to tell what is always there from what is there at times; of fewer than `EVIDENCE` nothing is concluded. */
const SAMPLES = 50
const EVIDENCE = 3

/** What the same step of other runs of this flow version has given, the latest first. */
export async function resultsOfOthers(
  db: Database,
  { tenant, flow, version, id }: Pick<Run, 'tenant' | 'flow' | 'version' | 'id'>,
  step: string,
  limit = SAMPLES,
): Promise<unknown[]> {
  const { rows } = await sql<{ result: unknown }>`
    select j.result from gantry.run r join gantry.journal j on j.run_seq = r.seq
    where r.tenant = ${tenant} and r.flow = ${flow} and r.version = ${version} and r.id <> ${id}
      and r.state = 'completed' and j.step = ${step} and j.kind in ('step', 'local') and j.state = 'done'
    order by r.updated_at desc limit ${limit}`.execute(db)
  return rows.map(({ result }) => result)
}

/**
 * Refuses a result that a person gives in a step's place where it does not fit what the step has given elsewhere: the
 * flow would stop on it later, far from the mistake. Where too few other runs have come so far, any result is taken.
 * Throws `unfit-result`.
 */
export async function checkResult(db: Database, run: Run, step: string, result: unknown): Promise<void> {
  const others = await resultsOfOthers(db, run, step)
  const faults = others.length < EVIDENCE ? [] : faultsOf(result ?? null, others)
  if (faults.length === 0) return
  throw new IntegrationError('unfit-result', `This is no result that the step "${step}" can have.`, {
    kind: 'data',
    status: 400,
    detail: faults.map(({ path, message }) => `${path}: ${message}`).join(' '),
    errors: faults,
  })
}

const typeOf = (value: unknown) => (value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value)

/** What in `value` has never been so in `samples`: other types, and fields missing that all of them have. */
export function faultsOf(
  value: unknown,
  samples: readonly unknown[],
  path = 'result',
): { path: string; message: string }[] {
  if (samples.length === 0) return []
  const types = new Set(samples.map(typeOf))
  // Where nothing was ever there, nobody knows what would be.
  if (types.size === 1 && types.has('null')) return []
  if (!types.has(typeOf(value))) return [{ path, message: `Expected ${[...types].join(' or ')}.` }]
  if (typeOf(value) !== 'object') return []
  const objects = samples.filter((sample): sample is Record<string, unknown> => typeOf(sample) === 'object')
  const given = value as Record<string, unknown>
  const always = Object.keys(objects[0] ?? {}).filter((name) => objects.every((sample) => Object.hasOwn(sample, name)))
  const missing = always
    .filter((name) => !Object.hasOwn(given, name))
    .map((name) => ({ path: `${path}.${name}`, message: 'It is missing.' }))
  const unfit = Object.entries(given).flatMap(([name, entry]) =>
    faultsOf(
      entry,
      objects.filter((sample) => Object.hasOwn(sample, name)).map((sample) => sample[name]),
      `${path}.${name}`,
    ),
  )
  return [...missing, ...unfit]
}
