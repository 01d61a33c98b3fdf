import pg from 'pg'
import { pause } from './load.ts'

export type Owned = { run: string; epoch: number }

/** What happened to runs, written down by the database itself: no worker can keep silent about it. */
const WITNESS = `
  create schema faults;
  grant usage on schema faults to public;
  create table faults.claim (run uuid, epoch integer, at timestamptz not null default clock_timestamp());
  create index on faults.claim (run, epoch);
  create table faults.stale_write (run uuid, step text, epoch integer, current integer);
  grant select, insert on faults.claim, faults.stale_write to public;
  create function faults.note_claim() returns trigger language plpgsql as
    $$ begin insert into faults.claim (run, epoch) values (new.id, new.epoch); return null; end $$;
  create trigger note_claim after update of epoch on gantry.run for each row
    when (new.epoch is distinct from old.epoch) execute function faults.note_claim();
  create function faults.note_write() returns trigger language plpgsql as $$
    declare
      its_epoch integer;
    begin
      select epoch into its_epoch from gantry.run where id = new.run;
      if its_epoch <> new.epoch then
        insert into faults.stale_write values (new.run, new.step, new.epoch, its_epoch);
      end if;
      return null;
    end $$;
  create trigger note_write after insert or update on gantry.journal for each row execute function faults.note_write();`

const TOLD_EACH_MS = 10_000

const OPEN = `state in ('queued', 'running', 'waiting', 'blocked', 'held')`

/** Reads the engine's tables from outside; it goes on asking while the database is down. */
export class Observer {
  readonly #pool: pg.Pool
  #closed = false

  constructor(url: string) {
    this.#pool = new pg.Pool({ connectionString: url, max: 2, application_name: 'faults-observer' })
    this.#pool.on('error', () => {})
  }

  async install(): Promise<void> {
    await this.query(WITNESS)
  }

  /** Repeated for half a minute, for many a fault takes the database away. */
  async query<T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> {
    for (const until = Date.now() + 30_000; ; ) {
      try {
        return (await this.#pool.query<T>(text, values)).rows
      } catch (error) {
        const code = (error as { code?: string }).code ?? ''
        if (this.#closed || Date.now() > until || /^(42|22|23)/.test(code)) throw error
        await pause(100)
      }
    }
  }

  /** Runs that have begun and not ended. */
  async inFlight(): Promise<number> {
    const [row] = await this.query<{ count: number }>(`select count(*)::int from gantry.run where ${OPEN}`)
    return row!.count
  }

  /** How many sales are in each state. */
  async states(): Promise<Record<string, number>> {
    const rows = await this.query<{ state: string; count: number }>(
      `select state, count(*)::int from gantry.run where flow = 'sale' group by state`,
    )
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
  }

  /** Runs of each version of the sale. */
  async versions(): Promise<Record<number, number>> {
    const rows = await this.query<{ version: number; count: number }>(
      `select version, count(*)::int from gantry.run where flow = 'sale' group by version`,
    )
    return Object.fromEntries(rows.map(({ version, count }) => [version, count]))
  }

  /** What holds runs, in words. */
  async held(): Promise<string[]> {
    const rows = await this.query<{ line: string }>(
      `select concat_ws(' ', r.key, e.step, e.code, e.detail) as line from gantry.exception e
       join gantry.run r on r.id = e.run where r.state = 'held' limit 5`,
    )
    return rows.map(({ line }) => line)
  }

  /** Runs that failed, and exceptions that were ever opened. */
  async troubled(): Promise<number> {
    const [row] = await this.query<{ count: number }>(
      `select (select count(*) from gantry.run where state not in ('completed', 'compensated'))::int
        + (select count(*) from gantry.exception)::int as count`,
    )
    return row!.count
  }

  /** The runs that a process carries on at this moment. */
  ownedBy(pid: number): Promise<Owned[]> {
    return this.query<Owned>(
      `select id as run, epoch from gantry.run where state = 'running' and split_part(owner, ':', 2) = $1`,
      [String(pid)],
    )
  }

  async now(): Promise<Date> {
    return (await this.query<{ now: Date }>('select clock_timestamp() as now'))[0]!.now
  }

  /** How long after `since` each of these runs was claimed by another worker, in milliseconds; those never claimed lack. */
  async recoveries(owned: readonly Owned[], since: Date): Promise<number[]> {
    const rows = await this.query<{ ms: number }>(
      `select extract(epoch from min(c.at) - $3)::float * 1000 as ms
       from unnest($1::uuid[], $2::int[]) as o(run, epoch) join faults.claim c on c.run = o.run and c.epoch > o.epoch
       group by o.run`,
      [owned.map(({ run }) => run), owned.map(({ epoch }) => epoch), since],
    )
    return rows.map(({ ms }) => Math.round(ms))
  }

  /** Journal writes that were accepted from a worker whose run another one had claimed since. */
  async staleWrites(): Promise<number> {
    return (await this.query<{ count: number }>('select count(*)::int from faults.stale_write'))[0]!.count
  }

  /** Resolves once every run has ended, or the time is up; how many had not by then, and how long it took. */
  async drained(withinMs: number, say: (line: string) => void = () => {}): Promise<{ stuck: number; ms: number }> {
    const begun = Date.now()
    for (let said = begun; ; ) {
      const stuck = await this.inFlight()
      if (Date.now() - said > TOLD_EACH_MS) {
        said = Date.now()
        say(`${stuck} in flight`)
      }
      if (stuck === 0 || Date.now() - begun > withinMs) return { stuck, ms: Date.now() - begun }
      await pause(200)
    }
  }

  /** Resolves once the run of this business key has ended. */
  async ended(key: string, withinMs: number): Promise<void> {
    for (const until = Date.now() + withinMs; Date.now() < until; await pause(50)) {
      const rows = await this.query(`select from gantry.run where key = $1 and finished_at is not null`, [key])
      if (rows.length > 0) return
    }
    throw new Error(`The run of ${key} did not end in ${withinMs} ms.`)
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#pool.end()
  }
}
