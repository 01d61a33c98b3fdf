import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../../database/database.ts'
import { tryLock } from '../../database/named-locks.ts'
import { canonical } from './canonical.ts'

/** One link: that something was done, and the digest of what. */
export type Link = { seq: number; id: string; tenant: string; at: Date; action: string; digest: Buffer; hash: Buffer }

/** The end of the chain: every link up to `seq` is in `hash`. */
export type Tail = { log: string; seq: number; hash: Buffer }

/** What the first link follows. */
export const genesis = (log: string): Buffer => createHash('sha256').update(`gantry-audit:${log}`).digest()

/** The hash of a link after the one before, as if it stood at `seq`. */
export function hashOf(log: string, before: Buffer, link: Omit<Link, 'hash'>, seq = link.seq): Buffer {
  const { id, tenant, at, action, digest } = link
  const text = canonical({ log, seq, id, tenant, at: at.toISOString(), action, digest: digest.toString('hex') })
  return createHash('sha256').update(before).update(text).digest()
}

export async function tailOf(db: Database): Promise<Tail> {
  const { rows } = await sql<{ log: string; seq: string | null; hash: Buffer | null }>`
    select l.id as log, c.seq, c.hash from gantry.audit_log l
    left join lateral (select seq, hash from gantry.audit_chain order by seq desc limit 1) c on true`.execute(db)
  const { log, seq, hash } = rows[0]!
  return { log, seq: Number(seq ?? 0), hash: hash ?? genesis(log) }
}

const BATCH = 1000

/**
 * Takes what waits into the chain, in the order in which it is found committed; returns how many. One sequencer at a
 * time, over all processes: 0 while another one is at it.
 */
export async function sequence(db: Database): Promise<number> {
  return db.transaction().execute(async (tx) => {
    if (!(await tryLock(tx, 'gantry.audit'))) return 0
    const { rows } = await sql<Omit<Link, 'seq' | 'hash'> & { place: string }>`
      select p.place, c.id, c.tenant, c.at, c.action, c.digest
      from gantry.audit_pending p join gantry.audit_content c on c.id = p.id order by p.place limit ${BATCH}`.execute(
      tx,
    )
    if (rows.length === 0) return 0
    let { log, seq, hash } = await tailOf(tx)
    const links = rows.map(({ place: _, ...act }): Link => {
      seq += 1
      hash = hashOf(log, hash, { ...act, seq })
      return { ...act, seq, hash }
    })
    const each = <T>(of: (link: Link) => T) => links.map(of)
    await sql`insert into gantry.audit_chain (seq, id, tenant, at, action, digest, hash)
      select * from unnest(${each((l) => l.seq)}::bigint[], ${each((l) => l.id)}::uuid[],
        ${each((l) => l.tenant)}::text[], ${each((l) => l.at.toISOString())}::timestamptz[],
        ${each((l) => l.action)}::text[], ${each((l) => l.digest)}::bytea[], ${each((l) => l.hash)}::bytea[])`.execute(
      tx,
    )
    await sql`delete from gantry.audit_pending where place = any(${rows.map(({ place }) => place)}::bigint[])`.execute(
      tx,
    )
    return rows.length
  })
}
