import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Gone } from '../data/retention-tally.ts'
import type { Database } from '../database/database.ts'
import { readBacklog } from './backlog.ts'
import { type Claim, type Commit, claims, commits, erasures } from './measures.ts'

export type Metrics = {
  readonly contentType: string
  /** All measures in Prometheus's text format. Reads the backlog anew; what lies in the database every host tells alike. */
  text: () => Promise<string>
  close: () => void
}

/** Measures of this process and of the database it works on, for Prometheus. */
export function openMetrics(db: Database): Metrics {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Gauge({ name: `gantry_${name}`, help, labelNames, registers: [register] })
  const runs = gauge('runs', 'Runs that have not ended.', ['flow', 'state'])
  const due = gauge('queue_due_runs', 'Runs that are due and not claimed yet.', ['tenant', 'flow', 'version'])
  const age = gauge('queue_oldest_due_seconds', 'How long the oldest due run has waited.', [
    'tenant',
    'flow',
    'version',
  ])
  const exceptions = gauge('exceptions_open', 'Exceptions that wait for a person.', ['team'])
  const exceptionAge = gauge('exceptions_oldest_seconds', 'How long the oldest open exception has waited.', ['team'])
  const deadLetters = gauge('dead_letters_open', 'Events that a reader could not handle.', ['reader'])
  const waiting = gauge('connection_waiting_requests', 'Requests that wait for their turn.', ['connection'])
  const open = gauge('connection_breaker_open', '1 where the vendor does not answer.', ['connection'])
  const left = gauge('retention_waiting', 'What a rule wanted gone and something still keeps.', ['place'])
  const gauges = [runs, due, age, exceptions, exceptionAge, deadLetters, waiting, open, left]
  const claimsMade = new Counter({ name: 'gantry_claims_total', help: 'Claims of runs.', registers: [register] })
  const claimed = new Counter({ name: 'gantry_claimed_runs_total', help: 'Runs claimed.', registers: [register] })
  const written = new Histogram({
    name: 'gantry_commit_batch_size',
    help: 'How many starts or checkpoints shared a commit; the sum is how many there were.',
    labelNames: ['kind'],
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
    registers: [register],
  })
  const erased = new Counter({
    name: 'gantry_retention_gone_total',
    help: 'Fields that rules of retention erased; rows where the class is row.',
    labelNames: ['class', 'entity', 'table'],
    registers: [register],
  })
  const onErasure = (told: unknown) => {
    for (const { class: of, entity, table, rows, fields } of told as Gone[])
      erased.inc({ class: of, entity, table }, of === 'row' ? rows : fields)
  }
  const onClaim = (told: unknown) => {
    claimsMade.inc()
    claimed.inc((told as Claim).runs)
  }
  const onCommit = (told: unknown) => {
    const { kind, size } = told as Commit
    written.observe({ kind }, size)
  }
  claims.subscribe(onClaim)
  commits.subscribe(onCommit)
  erasures.subscribe(onErasure)
  return {
    contentType: register.contentType,
    text: async () => {
      const backlog = await readBacklog(db)
      // What is gone since the last look must not be told on.
      for (const gauge of gauges) gauge.reset()
      for (const { flow, state, count } of backlog.runs) runs.set({ flow, state }, count)
      for (const { tenant, flow, version, due: count, oldestSeconds } of backlog.queues) {
        due.set({ tenant, flow, version }, count)
        age.set({ tenant, flow, version }, oldestSeconds)
      }
      for (const { team, count, oldestSeconds } of backlog.exceptions) {
        exceptions.set({ team }, count)
        exceptionAge.set({ team }, oldestSeconds)
      }
      for (const { reader, count } of backlog.deadLetters) deadLetters.set({ reader }, count)
      for (const { place, count } of backlog.retention) left.set({ place }, count)
      for (const load of backlog.connections) {
        waiting.set({ connection: load.connection }, load.waiting)
        open.set({ connection: load.connection }, load.open ? 1 : 0)
      }
      return register.metrics()
    },
    close: () => {
      claims.unsubscribe(onClaim)
      commits.unsubscribe(onCommit)
      erasures.unsubscribe(onErasure)
      register.clear()
    },
  }
}
