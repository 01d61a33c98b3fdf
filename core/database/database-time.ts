import { sql } from 'kysely'
import type { Database } from './database.ts'

const ASKED_AGAIN_MS = 30_000

type Reading = { ms: number; at: number }
const readings = new WeakMap<Database, Reading>()

/**
 * The database's time, the same for all hosts, whatever the clock of this machine says; for tolerances. Asked now and then;
 * in between it goes on by the machine's count of time passed, which no clock setting moves.
 */
export async function databaseTime(db: Database): Promise<Date> {
  const asked = performance.now()
  let reading = readings.get(db)
  if (!reading || asked - reading.at > ASKED_AGAIN_MS) {
    const { rows } = await sql<{
      ms: number
    }>`select extract(epoch from clock_timestamp())::float8 * 1000 as ms`.execute(db)
    reading = { ms: rows[0]!.ms, at: (asked + performance.now()) / 2 }
    readings.set(db, reading)
  }
  return new Date(reading.ms + performance.now() - reading.at)
}
