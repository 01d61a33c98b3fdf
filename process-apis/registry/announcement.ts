import type { Call } from '@gantry/core/contract'
import type { Publication } from '@gantry/core/contract/publications'
import { type Database, inTransaction, type Transaction } from '@gantry/core/database/database'
import { lockNames } from '@gantry/core/database/named-locks'
import type { ProcessContext } from '@gantry/core/process'
import { sql } from 'kysely'
import { registry } from './contract.ts'
import { announcementFlow } from './flow.ts'
import { PublishedContract } from './subscription.ts'

type Parts = { db: Database; engine: Pick<ProcessContext<object>['engine'], 'find' | 'start'> }

/** What was published longer ago is old news. */
const ANNOUNCED_DAYS = 7

/** The day in UTC a week ago, `2026-03-31`. */
export const weekAgo = (): string => new Date(Date.now() - ANNOUNCED_DAYS * 86_400_000).toISOString().slice(0, 10)

/** Begins a run for each version that nobody was told of, and gives those it began. */
export async function announce(parts: Parts, publications: readonly Publication[], call: Call): Promise<Publication[]> {
  const known = await knownVersions(parts.db, call.identity.tenant)
  const untold = publications.filter((publication) => !known.get(keyOf(publication)))
  return tell(parts, untold, call)
}

/**
 * A host that dies between the run and its note leaves a run that the next one finds; two that announce at once begin the
 * same one.
 */
async function tell({ db, engine }: Parts, untold: readonly Publication[], call: Call): Promise<Publication[]> {
  const { tenant } = call.identity
  const begun: Publication[] = []
  for (const publication of untold) {
    const data = PublishedContract.parse(publication)
    const before = await engine.find(announcementFlow, keyOf(data), call)
    if (!before) await engine.start(announcementFlow, data, call)
    await note(db, tenant, [publication], true)
    if (!before) begun.push(publication)
  }
  return begun
}

/** Announces what this landscape has not seen before. */
export async function announceNews(parts: Parts, publications: readonly Publication[], call: Call): Promise<void> {
  const { tenant } = call.identity
  await inTransaction(parts.db, (tx) => lookFirst(tx, tenant, publications))
  const known = await knownVersions(parts.db, tenant)
  const news = publications.filter((publication) => !known.has(keyOf(publication)))
  await tell(parts, news, call)
}

/**
 * The first look into a folder finds what is no news: of what lies there nobody can have heard in vain, unless somebody
 * subscribed under a release that told of nothing by itself. Those are still told of the last week.
 */
async function lookFirst(tx: Transaction, tenant: string, publications: readonly Publication[]): Promise<void> {
  // Two first hosts at once: the other one has looked.
  await lockNames(tx, 'count', [`contract-announcement\n${tenant}`])
  const { rows } = await sql<{ looked: boolean; subscribed: boolean }>`select
    exists (select from gantry.contract_announcement where tenant = ${tenant}) as looked,
    exists (select from gantry.subscription_endpoint where tenant = ${tenant}) as subscribed`.execute(tx)
  const { looked, subscribed } = rows[0]!
  if (looked) return
  const since = weekAgo()
  const old = publications.filter(({ publishedOn }) => !subscribed || publishedOn < since)
  await note(tx, tenant, old, false)
}

/** Versions that are no news, and whether they were told. */
async function knownVersions(db: Database, tenant: string): Promise<Map<string, boolean>> {
  const { rows } = await sql<{ tier: Publication['tier']; name: string; version: string; told: boolean }>`
    select tier, name, version, told from gantry.contract_announcement where tenant = ${tenant}`.execute(db)
  return new Map(rows.map((row) => [keyOf(row), row.told]))
}

async function note(
  db: Database | Transaction,
  tenant: string,
  publications: readonly Publication[],
  told: boolean,
): Promise<void> {
  const each = (of: 'tier' | 'name' | 'version') => publications.map((publication) => publication[of])
  await sql`insert into gantry.contract_announcement as known (tenant, tier, name, version, told)
    select ${tenant}, tier, name, version, ${told}::boolean from unnest(${each('tier')}::text[], ${each('name')}::text[],
      ${each('version')}::text[]) as p(tier, name, version)
    on conflict (tenant, tier, name, version) do update set told = true, at = excluded.at
      where excluded.told and not known.told`.execute(db)
}

const keyOf = (version: Pick<Publication, 'tier' | 'name' | 'version'>): string =>
  registry.events.contractPublished.key(version as PublishedContract)
