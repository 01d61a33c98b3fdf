import { randomUUID } from 'node:crypto'
import { cockroachRows } from '../cockroachdb/allowance-rows.ts'
import type { Backend } from '../database/backend.ts'
import type { Allowance, Lease, Limits } from './allowance.ts'
import { type AllowanceRows, type LeaseRow, postgresRows } from './allowance-rows.ts'

/**
 * The allowances that the workers of a database share: one row for each connection, from which shares are handed out. They
 * have a database connection of their own, for a lease must not wait behind the engine's writes, and one that a crash takes
 * back does no harm: on Postgres its commits need not reach the disk.
 */
export class SharedAllowances {
  readonly #rows: AllowanceRows
  readonly #tenant: string
  readonly #worker = randomUUID()
  readonly #listeners = new Map<string, (() => void)[]>()
  readonly #drained: (() => void)[] = []

  constructor(url: string, tenant: string, backend: Backend = 'postgres') {
    this.#tenant = tenant
    const rows = backend === 'cockroachdb' ? cockroachRows : postgresRows
    this.#rows = rows(url, (name) => this.#hear(name), tenant)
  }

  of(connection: string, limits: Limits): Allowance {
    const whose = { tenant: this.#tenant, name: connection, worker: this.#worker }
    return {
      lease: async (ask) => leaseOf(await this.#rows.lease(whose, limits, ask)),
      tell: (news) => this.#rows.tell(whose, limits, news),
      onNews: (listener) => {
        const listeners = this.#listeners.get(connection) ?? []
        this.#listeners.set(connection, [...listeners, listener])
      },
      onDrain: (listener) => void this.#drained.push(listener),
      close: async () => void this.#listeners.delete(connection),
    }
  }

  /** This worker is to end: requests that have not left, and that nobody waits for, are let go. */
  drain(): void {
    for (const hear of this.#drained) hear()
  }

  close(): Promise<void> {
    return this.#rows.close(this.#worker)
  }

  #hear(name?: string): void {
    const heard = name === undefined ? [...this.#listeners.values()].flat() : (this.#listeners.get(name) ?? [])
    for (const listener of heard) listener()
  }
}

function leaseOf(row: LeaseRow): Lease {
  return {
    places: row.places,
    slots: row.slots.map((moment) => ({ inMs: (moment - row.now_s) * 1000, moment })),
    againMs: row.again_ms,
    yields: row.yields,
    failing: row.failing,
    pausedMs: row.paused_ms ?? undefined,
    open: row.open_ms === null ? undefined : { forMs: row.open_ms, probeMs: row.probe_ms ?? 0 },
    exhaustedMs: row.exhausted_ms ?? undefined,
  }
}
