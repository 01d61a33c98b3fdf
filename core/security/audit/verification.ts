import type { KeyObject } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../../database/database.ts'
import { type Content, digestOfContent } from './act.ts'
import { genesis, hashOf, type Link, tailOf } from './chain.ts'
import { type Head, isSigned } from './head.ts'
import { nameBreaks } from './tampering.ts'

export type FindingKind =
  | 'changed'
  | 'deleted'
  | 'inserted'
  | 'reordered'
  | 'truncated'
  | 'forked'
  | 'content-changed'
  | 'content-missing'
  | 'head-forged'

/** What is wrong with the log. `seq` is where, of the chain. */
export type Finding = { kind: FindingKind; seq?: number; sentence: string }

export type Verification = {
  log: string
  /** Links of the chain. */
  links: number
  /** Up to here a signed head of the export covers it: beyond, only the chain itself speaks for it. */
  covered: number
  /** Acts that the sequencer has not taken yet. */
  pending: number
  /** Heads of other logs in the export: databases before this one, or instead of it. */
  otherLogs: string[]
  findings: Finding[]
}

type Row = Link & Content & { salt: Buffer | null; contained: Buffer | null; erased_at: Date | null }

const PAGE = 5000
/** Names of what was done stay readable where thousands of links do not fit. */
const NAMED = 24

/** Holds the log against itself and against the heads that were exported from it. Reads everything once, changes nothing. */
export async function verifyAudit(
  db: Database,
  { heads, keys }: { heads: readonly Head[]; keys: readonly KeyObject[] },
): Promise<Verification> {
  const tail = await tailOf(db)
  const own = heads.filter((head) => head.log === tail.log && isSigned(head, keys))
  const findings: Finding[] = heads
    .filter((head) => head.log === tail.log && !own.includes(head))
    .map(({ seq }) => ({ kind: 'head-forged', seq, sentence: `No known key signed the exported head of ${seq}.` }))
  const signed = new Map<number, Set<string>>()
  for (const { seq, hash } of own) signed.set(seq, (signed.get(seq) ?? new Set()).add(hash))
  const erasures = new Set<string>()
  const erased: Link[] = []
  const breaks: { link: Link; before: Link | undefined }[] = []
  const around: Link[] = []
  let before: Link | undefined
  let links = 0
  let agreed = 0
  let forkedAt: number | undefined
  for await (const row of linksOf(db)) {
    links += 1
    const expected = (before?.seq ?? 0) + 1
    if (row.seq !== expected) {
      findings.push(deleted(expected, row.seq - 1))
      around.push(row)
    } else if (!hashOf(tail.log, before?.hash ?? genesis(tail.log), row).equals(row.hash)) {
      if (breaks.length < NAMED) breaks.push({ link: row, before })
      around.push(...(before ? [before, row] : [row]))
    }
    for (const hash of signed.get(row.seq) ?? [])
      if (hash === row.hash.toString('hex')) agreed = row.seq
      else forkedAt ??= row.seq
    findings.push(...contentFindings(row))
    if (row.erased_at !== null) erased.push(row)
    if (row.action === 'audit.erased') for (const id of erasedBy(row)) erasures.add(id)
    before = row
  }
  findings.push(...nameBreaks(tail.log, breaks, around.slice(0, 2 * NAMED)))
  for (const [seq, hashes] of signed) if (hashes.size > 1) forkedAt = Math.min(forkedAt ?? seq, seq)
  if (forkedAt !== undefined)
    findings.push({
      kind: 'forked',
      seq: forkedAt,
      sentence: `The chain is not the one that was signed: it agrees up to ${agreed < forkedAt ? agreed : forkedAt - 1}, and at ${forkedAt} another one was.`,
    })
  const furthest = Math.max(0, ...signed.keys())
  const last = before?.seq ?? 0
  if (furthest > last)
    findings.push({
      kind: 'truncated',
      seq: last + 1,
      sentence: `The end is cut off: ${last + 1} to ${furthest} were there when their heads were signed.`,
    })
  for (const { seq, id } of erased)
    if (!erasures.has(id))
      findings.push({
        kind: 'content-missing',
        seq,
        sentence: `What was done at ${seq} is gone, and nobody erased it.`,
      })
  findings.push(...(await unchained(db)))
  return {
    log: tail.log,
    links,
    covered: Math.min(furthest, last),
    pending: await count(db, sql`select count(*)::int as count from gantry.audit_pending`),
    otherLogs: [...new Set(heads.filter((head) => head.log !== tail.log).map((head) => head.log))],
    findings,
  }
}

async function* linksOf(db: Database): AsyncGenerator<Row> {
  for (let after = 0; ; ) {
    const { rows } = await sql<Row & { at_seq: string }>`
      select ch.seq as at_seq, ch.id, ch.tenant, ch.at, ch.action, ch.digest, ch.hash, co.object, co.by, co.on_behalf_of,
        co.reason, co.correlation, co.detail, co.salt, co.digest as contained, co.erased_at
      from gantry.audit_chain ch left join gantry.audit_content co on co.id = ch.id
      where ch.seq > ${after} order by ch.seq limit ${PAGE}`.execute(db)
    for (const { at_seq, ...row } of rows) {
      after = Number(at_seq)
      yield { ...row, seq: after }
    }
    if (rows.length < PAGE) return
  }
}

function contentFindings(row: Row): Finding[] {
  const { seq, salt, contained, erased_at } = row
  if (contained === null) return [{ kind: 'content-missing', seq, sentence: `What was done at ${seq} is not there.` }]
  const whole = salt === null ? erased_at !== null : digestOfContent(salt, row).equals(row.digest)
  if (whole && contained.equals(row.digest)) return []
  return [
    { kind: 'content-changed', seq, sentence: `What was done at ${seq} reads otherwise than when it was recorded.` },
  ]
}

const erasedBy = ({ detail }: Row): string[] => ((detail as { entries?: string[] } | null)?.entries ?? []).map(String)

const deleted = (from: number, to: number): Finding => ({
  kind: 'deleted',
  seq: from,
  sentence: from === to ? `${from} is missing.` : `${from} to ${to} are missing.`,
})

/** Contents that no link speaks for, and that do not wait for one: put in from outside. */
async function unchained(db: Database): Promise<Finding[]> {
  const found = await count(
    db,
    sql`select count(*)::int as count from gantry.audit_content c
      where not exists (select from gantry.audit_chain ch where ch.id = c.id)
        and not exists (select from gantry.audit_pending p where p.id = c.id)`,
  )
  return found === 0 ? [] : [{ kind: 'inserted', sentence: `${found} acts were put in past the chain.` }]
}

const count = async (db: Database, query: ReturnType<typeof sql>): Promise<number> =>
  ((await query.execute(db)).rows[0] as { count: number }).count
