import { sql } from 'kysely'
import type pg from 'pg'
import { type Database, type OpenDatabase, openDatabase } from '../database/database.ts'
import type { TestEngine } from './engine.ts'

/** Statements by their text, each with the values it was last sent with. */
export type Statements = Map<string, readonly unknown[]>

/** A database of which every statement is noted as it leaves. */
export function observed(url: string, max: number): OpenDatabase & { seen: Statements } {
  const seen: Statements = new Map()
  const database = openDatabase(url, { max })
  database.pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...given: unknown[]) => unknown
    client.query = ((...given: unknown[]) => {
      const [text, values] = given as [string | { text: string; values?: unknown[] }, unknown[] | undefined]
      if (typeof text === 'string') seen.set(text, values ?? [])
      else seen.set(text.text, text.values ?? [])
      return query(...given)
    }) as never
  })
  return { ...database, seen }
}

type Node = { 'Node Type': string; 'Relation Name'?: string; Plans?: Node[] }

const scanned = (node: Node): string[] => [
  ...(node['Node Type'] === 'Seq Scan' && node['Relation Name'] ? [node['Relation Name']] : []),
  ...(node.Plans ?? []).flatMap(scanned),
]

/** Which of these statements Postgres would answer by reading one of these tables from end to end. */
export async function endToEnd(
  pool: pg.Pool,
  statements: Statements,
  tables: readonly string[],
): Promise<[statement: string, tables: string[]][]> {
  const found: [string, string[]][] = []
  const client = await pool.connect()
  for (const [text, values] of statements) {
    if (!/^\s*(with|select|insert|update|delete)/i.test(text) || !text.includes('gantry')) continue
    await client.query('begin')
    const { rows } = await client.query(`explain (format json) ${text}`, [...values])
    await client.query('rollback')
    const read = scanned(rows[0]['QUERY PLAN'][0].Plan).filter((table) => tables.includes(table))
    if (read.length > 0) found.push([text.trim().slice(0, 200), read])
  }
  client.release()
  return found
}

type Read = { relname: string; sequentially: number; byIndex: number }

/**
 * How many rows of each table were read so far, those that functions read included. A connection tells what it read some
 * seconds later, or when it ends: `by` is a database of one connection that is to tell at once.
 */
export async function rowsRead({ database }: TestEngine, by?: Database): Promise<Record<string, Read>> {
  if (by) await sql`select pg_stat_force_next_flush()`.execute(by)
  const { rows } = await database.pool.query<Read>(
    `select t.relname, t.seq_tup_read::int as sequentially, sum(i.idx_tup_read)::int as "byIndex"
      from pg_stat_user_tables t join pg_stat_user_indexes i using (relid) where t.schemaname = 'gantry'
      group by t.relname, t.seq_tup_read`,
  )
  return Object.fromEntries(rows.map((row) => [row.relname, row]))
}
