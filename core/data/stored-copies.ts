import { sql } from 'kysely'
import type { Database, Transaction } from '../database/database.ts'
import { isUnopened, keptLike } from '../security/encryption/sealable.ts'
import { type Going, refuseUnreadable, without } from './payload.ts'

/*
 * What is kept as it came, or as it was answered: webhooks in the vendors' own words, and answers by Idempotency-Key. They
 * are copies; the records are the events and the runs.
 */

type Stored = { id: string; tenant: string; body: unknown }

/** Opened by the pool where it is sealed: a text is not, JSON is. */
const BODY = sql`case when body like '{"$sealed"%' then body::json else to_json(body) end`
const BATCH = 200

const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body))

/** Finds any of these, as whole words: Q-1 is not in Q-10. */
function finding(words: readonly string[]): (text: string) => boolean {
  if (words.length === 0) return () => false
  const any = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|')
  const pattern = new RegExp(`(?<![\\w-])(?:${any})(?![\\w-])`)
  return (text) => pattern.test(text)
}

/**
 * Empties the bodies that name the subject, or one of its events by key or by the vendor's own id: nobody can tell what else
 * in the vendor's words is about it. Their digests stay, so that a repeat is still known. Bodies that name somebody under a
 * legal hold stay, and are counted.
 */
export async function eraseWebhooks(
  tx: Transaction,
  { tenant, words, preview = false }: { tenant: string; words: readonly string[]; preview?: boolean },
): Promise<{ bodies: number; held: number }> {
  const [isNamed, isHeld] = [finding(words), await findingHeld(tx, tenant)]
  const told = { bodies: 0, held: 0 }
  for (let after = '0'; ; ) {
    const { rows } = await sql<Stored>`select id, tenant, ${BODY} as body from gantry.webhook
      where tenant = ${tenant} and id > ${after}::bigint and body <> '' order by id limit ${BATCH}`.execute(tx)
    if (rows.length === 0) return told
    after = rows.at(-1)!.id
    const named = rows.filter(({ body }) => {
      refuseUnreadable(body)
      return isNamed(textOf(body))
    })
    const going = named.filter(({ body }) => !isHeld(textOf(body))).map(({ id }) => id)
    told.bodies += going.length
    told.held += named.length - going.length
    if (!preview && going.length > 0)
      await sql`update gantry.webhook set body = '' where id = any(${going}::bigint[])`.execute(tx)
  }
}

/** Masks answers by Idempotency-Key that name the subject; returns how many. */
export async function eraseAnswers(
  tx: Transaction,
  { tenant, subject, going }: { tenant: string; subject: string; going: Going },
): Promise<number> {
  const { rows } = await sql<{
    operation: string
    key: string
    answer: unknown
  }>`select operation, key, answer from gantry.idempotency
    where tenant = ${tenant} and strpos(answer::text, ${subject}) > 0 for update`.execute(tx)
  let answers = 0
  for (const { operation, key, answer } of rows) {
    if (!finding([subject])(JSON.stringify(answer))) continue
    const fields = new Map()
    const after = without(answer, going, fields)
    if (fields.size === 0) continue
    await sql`update gantry.idempotency set answer = ${keptLike(answer, tenant, after)}::json
      where tenant = ${tenant} and operation = ${operation} and key = ${key}`.execute(tx)
    answers += 1
  }
  return answers
}

/** Deletes webhooks older than `days`, but for those that name somebody under a legal hold. Returns how many. */
export async function deleteWebhooks(
  db: Database,
  { days, batch, until }: { days: number; batch: number; until: number },
): Promise<number> {
  const held = new Map<string, (text: string) => boolean>()
  const { rows: tenants } = await sql<{ tenant: string }>`
    select distinct tenant from gantry.legal_hold where lifted_at is null`.execute(db)
  for (const { tenant } of tenants) held.set(tenant, await findingHeld(db, tenant))
  let deleted = 0
  for (let after = '0'; performance.now() < until; ) {
    // Bodies are read where somebody is held alone: opening them costs more than deleting them.
    const body = held.size > 0 ? BODY : sql`null::json`
    const { rows } = await sql<Stored>`select id, tenant, ${body} as body from (
        select * from gantry.webhook where id > ${after}::bigint order by id limit ${batch}) as oldest
      where received_at < gantry.now() - ${days}::float8 * interval '1 day' order by id`.execute(db)
    if (rows.length === 0) break
    after = rows.at(-1)!.id
    const going = rows.filter(
      ({ tenant, body }) => !(isUnopened(body) && held.has(tenant)) && !held.get(tenant)?.(textOf(body)),
    )
    const gone = await sql`delete from gantry.webhook where id = any(${going.map(({ id }) => id)}::bigint[])`.execute(
      db,
    )
    deleted += Number(gone.numAffectedRows ?? 0)
  }
  return deleted
}

async function findingHeld(db: Database | Transaction, tenant: string): Promise<(text: string) => boolean> {
  const holds = await db
    .selectFrom('gantry.legal_hold')
    .select('subject')
    .where('tenant', '=', tenant)
    .where('lifted_at', 'is', null)
    .execute()
  return finding(holds.map(({ subject }) => subject))
}
