import { createHash } from 'node:crypto'
import type { Transaction } from '@gantry/core/database/database'
import type { StoredEvent } from '@gantry/core/events/subscription'
import type { Projection } from '@gantry/core/process'
import type { Book } from '@gantry/core/webhooks/book'
import type { Endpoint } from '@gantry/core/webhooks/endpoints'
import { activeEndpoints, fanOut } from '@gantry/core/webhooks/fan-out'
import { bodyOf, type Message } from '@gantry/core/webhooks/message'
import { sql } from 'kysely'
import { registry } from './contract.ts'
import { MessageType, type PublishedContract } from './subscription.ts'

type Topics = { apis: string[]; events: string[]; levels: PublishedContract['level'][] }

/** Subscriptions, messages and deliveries (migrations/0001-subscriptions.sql). */
export const book: Book<Topics, MessageType> = {
  prefix: 'subscription',
  owner: 'subscriber',
  topics: ['apis', 'events', 'levels'],
  types: ['subscription.tested', ...MessageType.options],
}

/** Has what was published delivered to whoever subscribed to it. */
export const subscriptionProjection: Projection = {
  name: 'contract-subscriptions',
  events: [registry.events.contractPublished],
  async project(tx, events, tell) {
    const tenant = events[0]!.tenant
    const gone = await revokedClients(tx, tenant)
    const subscriptions = (await activeEndpoints(tx, book, tenant)).filter(({ owner }) => !gone.has(owner))
    const messages = events.flatMap((event) => {
      const published = event.data as PublishedContract
      const owners = subscriptions.filter(({ endpoint }) => wants(endpoint, published)).map(({ owner }) => owner)
      return [...new Set(owners)].map((owner) => messageOf(event, published, owner))
    })
    const due = await fanOut(tx, book, tenant, messages, (endpoint, { published }) => wants(endpoint, published))
    for (const { delivery, correlation } of due)
      tell({ event: registry.events.deliveryDue, data: { delivery }, correlation, source: delivery })
  },
}

/** What was taken from a client ends what it is told. */
async function revokedClients(tx: Transaction, tenant: string): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select id from gantry.client
    where tenant = ${tenant} and revoked_at is not null`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}

function messageOf(event: StoredEvent, published: PublishedContract, owner: string) {
  const { correlation, occurred_at: at } = event
  const { tier, name, version } = published
  // The same for the same version, so that it is told once even where its event comes twice.
  const id = createHash('sha256')
    .update(JSON.stringify([owner, tier, name, version]))
    .digest('hex')
    .slice(0, 32)
  const body = bodyOf('contract.published', at, published)
  return { id: `msg_${id}`, owner, type: 'contract.published', body, correlation, at, published } satisfies Message & {
    published: PublishedContract
  }
}

/** Whether a subscription is told of a version: not of one from before it was set up. */
export function wants(
  { apis, events, levels, createdAt }: Pick<Endpoint<Topics>, keyof Topics | 'createdAt'>,
  { tier, name, level, changes, publishedOn }: PublishedContract,
): boolean {
  if (publishedOn < createdAt.slice(0, 10) || !levels.includes(level)) return false
  const changed = changes.flatMap(({ location }) => /^webhook \S+ ((\S+)\.\S+)/.exec(location)?.slice(1) ?? [])
  return (
    ['*', `${tier}.*`, `${tier}.${name}`].some((api) => apis.includes(api)) ||
    changed.some((event) => events.includes(event) || events.includes(`${event}.*`))
  )
}
