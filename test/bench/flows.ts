import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startDatabase } from '@gantry/scaffold/database/embedded'
import { type Bench, rounded, type Tell } from './bench.ts'
import { STEPS } from './contestant.ts'
import { history } from './figures/history.ts'
import { hundred } from './figures/hundred.ts'
import { latencies } from './figures/latencies.ts'
import { remoteSteps } from './figures/remote-steps.ts'
import { thousand } from './figures/thousand.ts'
import { workers } from './figures/workers.ts'

/*
 * Flows of five durable steps with results of 300 bytes, on one Postgres in one run: Gantry as a host starts it, its
 * peers, and what the same Postgres allows at the most. test/README.md says how to read it.
 * `--only hundred,latencies` measures those alone; `--peers limit,dbos` compares with those alone, `--peers none` with none.
 * Starts, worker and database share the machine. DATABASE_URL replaces the embedded database: it must let databases be made.
 */
const FIGURES: Record<string, (bench: Bench, peers: readonly string[]) => Promise<void>> = {
  hundred,
  thousand,
  latencies,
  'remote-steps': remoteSteps,
  workers,
  history,
}
const PEERS = ['limit', 'graphile', 'pgboss', 'dbos']

const { values } = parseArgs({
  options: { only: { type: 'string' }, peers: { type: 'string' } },
  allowPositionals: true,
})
const wanted = values.only?.split(',') ?? Object.keys(FIGURES)
const peers = values.peers?.split(',') ?? PEERS
for (const name of wanted)
  if (!FIGURES[name]) throw new Error(`There is no figure ${name}: ${Object.keys(FIGURES).join(', ')}.`)

const tell: Tell = (figure, value, unit, detail = {}) => {
  const line = {
    bench: 'flows',
    figure,
    value: rounded(value),
    unit,
    detail: { steps: STEPS, resultBytes: 300, ...detail },
  }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

const dir = mkdtempSync(join(tmpdir(), 'gantry-bench-'))
const url = process.env.DATABASE_URL
const database = await startDatabase({ dir, log: () => {}, ...(url && { url }) })
try {
  for (const name of wanted) await FIGURES[name]!({ server: database.url, postmaster: database.pid, tell }, peers)
} finally {
  await database.stop()
  rmSync(dir, { recursive: true, force: true })
}
