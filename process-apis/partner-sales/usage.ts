import { exactly, readCursor, writeCursor } from '@gantry/core/database/cursor'
import type { Database } from '@gantry/core/database/database'
import { type Identity, partnersOf } from '@gantry/core/security/identity'
import { sql } from 'kysely'
import type { PartnerUsage } from './contract.ts'

/** Keeps what billing has taken; told again, it stays as it was. */
export async function keepUsage(db: Database, { tenant, partner = '' }: Identity, usage: PartnerUsage): Promise<void> {
  const { order, reference, meter, quantity, at } = usage
  await sql`insert into gantry.partner_usage (tenant, partner, order_reference, reference, meter, quantity, at)
    values (${tenant}, ${partner}, ${order}, ${reference}, ${meter}, ${quantity}::numeric, ${at}::timestamptz)
    on conflict do nothing`.execute(db)
}

type Stored = { order: string; reference: string; meter: string; quantity: string; at: Date; told: string; key: string }
export type UsageFilter = { order?: string; cursor?: string; limit: number }

/** A page of what the caller's partners told, the latest first. */
export async function listUsage(db: Database, identity: Identity, { order, cursor, limit }: UsageFilter) {
  const partners = partnersOf(identity)
  const after = cursor === undefined ? undefined : readCursor(cursor)
  const { rows } = await sql<Stored>`
    select order_reference as order, reference, meter, quantity::text, at, ${exactly('told_at')} as told,
      order_reference || '|' || reference as key
    from gantry.partner_usage where tenant = ${identity.tenant}
      ${partners === undefined ? sql`` : sql`and partner = any(${[...partners]}::text[])`}
      ${order === undefined ? sql`` : sql`and order_reference = ${order}`}
      ${
        after
          ? sql`and (told_at, order_reference || '|' || reference) < (${after.at}::timestamptz, ${after.key})`
          : sql``
      }
    order by told_at desc, order_reference || '|' || reference desc limit ${limit + 1}`.execute(db)
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(({ told: _, key: __, at, ...usage }): PartnerUsage => ({ ...usage, at: at.toISOString() })),
    ...(rows.length > limit && last && { next: writeCursor({ at: last.told, key: last.key }) }),
  }
}
