import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { addressFor } from '../cockroachdb/dialect.ts'
import * as byRow from '../cockroachdb/section.ts'
import type { Backend } from '../database/backend.ts'
import { OwnConnection } from '../database/own-connection.ts'
import { IntegrationError } from '../errors/integration-error.ts'
import { currentSection, type Section } from './section.ts'

const FIRST_PAUSE_MS = 5
const LAST_PAUSE_MS = 200
const GIVE_UP_MS = 60_000
/** A section that is in doubt longer than this is not waited for here: the step parks. */
const WAITED_OUT_MS = 2_000
/** So long after it began, or was last said to go on, a section's requests may leave. */
const LEAVES_WITHIN_MS = 2_000

/** `wait_ms`: 0 where the section is ours from now on; null where another has it, and nobody knows for how long. */
const byLock = {
  ENTER: { name: 'gantry-enter', text: 'select gantry.enter_section($1, $2, $3) as wait_ms' },
  LEAVE: { name: 'gantry-leave', text: 'select gantry.leave_section($1, $2, $3)' },
}
const GO_ON = {
  name: 'gantry-go-on',
  text: `update gantry.section set until = clock_timestamp() + $3::float8 * interval '1 millisecond'
    where name = $1 and token = $2::uuid returning true as ours`,
}

/**
 * Exclusive sections by name over all workers of a database. One connection holds all locks of this process, however
 * many: a section may wait for a vendor, and must not keep a connection of the pool for it. Within the process a section
 * waits for the one before it; between processes it asks again after a growing pause.
 *
 * A section is a row, with the time at which none of its requests can be at work any more (`longestRequestMs` is how long
 * one can be), and on Postgres a lock of its connection besides. Where a section ended without a word, because its worker
 * was killed or the database restarted, the lock is gone and the row is not: the next one begins at that time. Whoever comes
 * back late sends nothing more, for the row is another's by then, or its own again and so nobody else's.
 */
export class Locks {
  readonly #connection: OwnConnection
  readonly #said: typeof byLock
  readonly #tails = new Map<string, Promise<unknown>>()

  constructor(url: string, backend: Backend = 'postgres') {
    const connectionString = addressFor(backend, url)
    this.#connection = new OwnConnection({ connectionString, application_name: 'gantry-locks' })
    this.#said = backend === 'cockroachdb' ? byRow : byLock
  }

  /** Throws a transient `locked-elsewhere` where another worker is, or may be, busy with it for long. */
  async exclusively<T>(name: string, work: () => Promise<T>, longestRequestMs: number): Promise<T> {
    const before = this.#tails.get(name) ?? Promise.resolve()
    const mine = before.then(() => this.#entered(name, work, longestRequestMs + LEAVES_WITHIN_MS))
    const tail = mine.catch(() => {})
    this.#tails.set(name, tail)
    try {
      return await mine
    } finally {
      if (this.#tails.get(name) === tail) this.#tails.delete(name)
    }
  }

  close(): Promise<void> {
    return this.#connection.close()
  }

  async #entered<T>(name: string, work: () => Promise<T>, lifeMs: number): Promise<T> {
    const token = randomUUID()
    const until = Date.now() + GIVE_UP_MS
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LAST_PAUSE_MS, pause * 2)) {
      const client = await this.#connection.client()
      const asked = performance.now()
      const waitMs =
        (await this.#ask<number | null>(client, this.#said.ENTER, [name, token, lifeMs], 'wait_ms')) ?? null
      if (waitMs === 0) return this.#within({ client, name, token, lifeMs, asked }, work)
      if (waitMs !== null && waitMs > WAITED_OUT_MS) throw elsewhere(name, waitMs)
      if (Date.now() > until) throw elsewhere(name)
      await new Promise((resolve) => setTimeout(resolve, waitMs ?? pause * (0.5 + Math.random())))
    }
  }

  async #within<T>({ client, name, token, lifeMs, asked }: Entered, work: () => Promise<T>): Promise<T> {
    const outer = currentSection.getStore()
    let leavesUntil = asked + LEAVES_WITHIN_MS
    let done = true
    const section: Section = {
      leaving: async () => {
        await outer?.leaving()
        const now = performance.now()
        if (now < leavesUntil) return
        // The connection that holds the lock, where there is one, must still be there to say so.
        const ours = await this.#ask(client, GO_ON, [name, token, lifeMs], 'ours').catch(() => false)
        if (ours !== true) throw elsewhere(name)
        leavesUntil = now + LEAVES_WITHIN_MS
      },
      abandoned: () => {
        done = false
        outer?.abandoned()
      },
    }
    try {
      return await currentSection.run(section, work)
    } finally {
      await this.#leave(client, [name, token, done]).catch(() => {})
    }
  }

  /** A connection that is lost has released the lock by itself: what is left to say, another one says. */
  async #leave(client: pg.Client, values: unknown[]): Promise<void> {
    try {
      await this.#ask(client, this.#said.LEAVE, values)
    } catch {
      await this.#connection.leave(client)
      await this.#ask(await this.#connection.client(), this.#said.LEAVE, values)
    }
  }

  async #ask<T>(client: pg.Client, statement: pg.QueryConfig, values: unknown[], column = ''): Promise<T | undefined> {
    const [row] = await this.#connection.ask<Record<string, T>>({ ...statement, values }, client)
    return row?.[column]
  }
}

type Entered = { client: pg.Client; name: string; token: string; lifeMs: number; asked: number }

const elsewhere = (name: string, forMs?: number) =>
  new IntegrationError('locked-elsewhere', 'Another worker is busy with the same record.', {
    kind: 'transient',
    unsent: true,
    detail: forMs === undefined ? name : `${name}: what was under way may take another ${Math.round(forMs)} ms.`,
    ...(forMs !== undefined && { retryAfterMs: forMs }),
  })
