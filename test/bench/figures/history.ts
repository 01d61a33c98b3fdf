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

/** Flows per second over a million finished runs and their journals, against empty tables. */
export async function history({ server, tell }: Bench): Promise<void> {
  const measure = (before: (url: string) => Promise<void>) =>
    onDatabase(server, async (url) => {
      const setting = { inFlight: 100, work: nothing }
      // The first host makes the tables.
      await (await gantry(url, setting)).close()
      await before(url)
      await administer(url, 'vacuum analyze')
      await administer(url, 'checkpoint')
      const contestant = await gantry(url, setting)
      try {
        const found: number[] = []
        let flows = 0
        const before = await writtenAhead(url)
        for (let turn = 0; turn < 3; turn++) {
          const measured = await throughput(contestant, { inFlight: 100, warmMs: turn === 0 ? 2_000 : 0, forMs: 3_000 })
          found.push(measured.perSecond)
          flows += measured.flows * (turn === 0 ? 5 / 3 : 1)
        }
        const after = await writtenAhead(url)
        return {
          perSecond: rounded(median(found)),
          walBytesPerFlow: Math.round((after.bytes - before.bytes) / flows),
          pageImagesPerFlow: rounded((after.pages - before.pages) / flows),
        }
      } finally {
        await contestant.close()
      }
    })
  const empty = await measure(async () => {})
  const full = await measure((url) => administer(url, FINISHED))
  tell('ratio_history', full.perSecond / empty.perSecond, 'x', { finishedRuns: RUNS, full, empty })
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
