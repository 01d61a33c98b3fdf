import pg from 'pg'
import { type Bench, median, rounded } from '../bench.ts'
import { nothing } from '../contestant.ts'
import { gantry } from '../gantry.ts'
import { throughput } from '../measure.ts'
import { administer, onDatabase } from '../servers.ts'

const RUNS = 1_000_000

/** Made as the engine leaves them, indexes last. */
const FINISHED = `
  alter table gantry.journal drop constraint journal_pkey;
  insert into gantry.run (id, tenant, flow, version, key, digest, state, released, input, output, correlation, principal,
    epoch, created_at, updated_at, finished_at)
  select gen_random_uuid(), 'bench', 'bench', 1, 'past-' || n, repeat('d', 43), 'completed', true,
    json_build_object('id', 'past-' || n), 'null', 'past-' || n, 'bench', 1, at, at, at
  from generate_series(1, ${RUNS}) as n, lateral (select now() - n * interval '1 second' as at) as t;
  insert into gantry.journal (run, run_seq, step, item, tenant, kind, state, result, epoch, started_at, finished_at)
  select id, seq, 'work', item, 'bench', 'step', 'done', json_build_object('text', repeat('x', 289)), 1, created_at, created_at
  from gantry.run cross join unnest('{0,1,2,3,4}'::text[]) as i(item) where key like 'past-%';
  alter table gantry.journal add primary key (run_seq, step, item)`

const TURNS = 5
const SETTING = { inFlight: 100, work: nothing }

/**
 * Flows per second over a million finished runs and their journals, against empty tables: in turns, right after a
 * checkpoint, since a machine is not as fast in one minute as in the next.
 */
export async function history({ server, tell }: Bench): Promise<void> {
  await onDatabase(server, (empty) =>
    onDatabase(server, async (full) => {
      // The first host makes the tables.
      for (const url of [empty, full]) await (await gantry(url, SETTING)).close()
      await administer(full, FINISHED)
      for (const url of [empty, full]) await administer(url, 'vacuum analyze')
      await administer(server, 'checkpoint')
      const [overEmpty, overFull] = [await measured(empty), await measured(full)]
      try {
        for (let turn = 0; turn < TURNS; turn++) for (const one of [overEmpty, overFull]) await one.turn(turn === 0)
        const found = { full: overFull.found(), empty: overEmpty.found() }
        tell('ratio_history', found.full.perSecond / found.empty.perSecond, 'x', { finishedRuns: RUNS, ...found })
      } finally {
        await overEmpty.close()
        await overFull.close()
      }
    }),
  )
}

async function measured(url: string) {
  const contestant = await gantry(url, SETTING)
  const found: number[] = []
  const written = { flows: 0, bytes: 0, pages: 0 }
  return {
    turn: async (first: boolean) => {
      const warmMs = first ? 2_000 : 0
      const before = await writtenAhead(url)
      const { perSecond, flows } = await throughput(contestant, { inFlight: 100, warmMs, forMs: 2_000 })
      const after = await writtenAhead(url)
      found.push(perSecond)
      written.flows += first ? flows * 2 : flows
      written.bytes += after.bytes - before.bytes
      written.pages += after.pages - before.pages
    },
    found: () => ({
      perSecond: rounded(median(found)),
      walBytesPerFlow: Math.round(written.bytes / written.flows),
      pageImagesPerFlow: rounded(written.pages / written.flows),
    }),
    close: () => contestant.close(),
  }
}

/** What the server has written ahead so far, and how many images of whole pages were among it. */
async function writtenAhead(url: string): Promise<{ bytes: number; pages: number }> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ bytes: string; pages: string }>(
    'select wal_bytes as bytes, wal_fpi as pages from pg_stat_wal',
  )
  await client.end()
  return { bytes: Number(rows[0]!.bytes), pages: Number(rows[0]!.pages) }
}
