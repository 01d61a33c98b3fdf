import { createHash } from 'node:crypto'
import type { Call } from '../contract/contract.ts'
import { type Database, inTransaction, type Transaction } from '../database/database.ts'
import { asEngine } from '../database/tenant.ts'
import { type Act, audit } from '../security/audit/act.ts'
import type { Guarded } from '../security/guarded-fetch.ts'
import type { Identity } from '../security/identity.ts'
import { attempt } from './attempt.ts'
import type { Book, Owner, Topics } from './book.ts'
import {
  addDelivery,
  addTest,
  attemptsOf,
  type DeliveryFilter,
  findDelivery,
  listDeliveries,
  noteAttempt,
  settle,
} from './deliveries.ts'
import type { Delivery } from './delivery.ts'
import {
  keysOf,
  listEndpoints,
  noSuchEndpoint,
  pauseEndpoint,
  putEndpoint,
  removeEndpoint,
  renewSigningKey,
  type Settings,
} from './endpoints.ts'
import { inForce } from './signing-keys.ts'

export type SenderParts = {
  db: Database
  outbound: Guarded
  /** Begins the run that delivers, `deliver` in delivery-flow.ts. */
  start: (delivery: string, call: Call) => Promise<unknown>
}

/** What an API that sends webhooks answers with, over its own book. */
export class Sender<T extends Topics, Type extends string> {
  readonly #book: Book<T, Type>
  readonly #db: Database
  readonly #outbound: Guarded
  readonly #start: SenderParts['start']

  constructor(book: Book<T, Type>, { db, outbound, start }: SenderParts) {
    this.#book = book
    this.#db = db
    this.#outbound = outbound
    this.#start = start
  }

  endpoints(owner: Owner) {
    return listEndpoints(this.#db, this.#book, owner)
  }

  /** Throws `address-refused` and `too-many-endpoints`. */
  putEndpoint(owner: Owner, id: string, settings: Settings<T>, by: Identity) {
    this.#outbound.check(settings.url)
    // Of the address the host alone: the rest may hold a secret.
    const { url, ...detail } = settings
    return this.#acting(
      owner,
      id,
      by,
      { action: 'webhook.set', detail: { host: new URL(url).host, ...detail } },
      (tx) => putEndpoint(tx, this.#book, owner, id, settings),
    )
  }

  /** Throws `no-such-endpoint`. */
  removeEndpoint(owner: Owner, id: string, by: Identity) {
    return this.#acting(owner, id, by, { action: 'webhook.removed' }, (tx) => removeEndpoint(tx, this.#book, owner, id))
  }

  /** A new key, shown this once; the one before signs on for a day. Throws `no-such-endpoint`. */
  renewSigningKey(owner: Owner, id: string, by: Identity) {
    return this.#acting(owner, id, by, { action: 'webhook.key-renewed' }, (tx) =>
      renewSigningKey(tx, this.#book, owner, id),
    )
  }

  /** Sends a message that means nothing; the same idempotency key sends one. Throws `no-such-endpoint`. */
  async test(owner: Owner, id: string, data: object, call: Call): Promise<Delivery<Type>> {
    const [type] = this.#book.types
    await this.refuseUnknown(owner, id)
    const delivery = uuidOf(owner.tenant, owner.owner, id, call.idempotencyKey ?? call.correlation)
    await addTest(this.#db, this.#book, owner, id, delivery, { type, data, correlation: call.correlation })
    await this.#start(delivery, call)
    return (await findDelivery(this.#db, this.#book, owner, delivery)).delivery
  }

  deliveries(owner: Owner, filter: DeliveryFilter) {
    return listDeliveries(this.#db, this.#book, owner, filter)
  }

  /** A delivery with what is sent and every attempt. Throws `no-such-delivery`. */
  async delivery(owner: Owner, id: string) {
    const { delivery, body } = await findDelivery(this.#db, this.#book, owner, id)
    return { ...delivery, body, history: await attemptsOf(this.#db, this.#book, owner.tenant, id) }
  }

  /** Delivers a message once more, under its first id. Throws `no-such-delivery`, `no-such-endpoint`. */
  async replay(owner: Owner, id: string, call: Call): Promise<Delivery<Type>> {
    const { endpoint, message } = (await findDelivery(this.#db, this.#book, owner, id)).delivery
    await this.refuseUnknown(owner, endpoint)
    const again = await addDelivery(this.#db, this.#book, owner, endpoint, message)
    await this.#start(again, call)
    return (await findDelivery(this.#db, this.#book, owner, again)).delivery
  }

  /** Sends a delivery once and notes what came of it. Throws `webhook-not-taken` where it is to be repeated. */
  async attempt(tenant: string, id: string): Promise<Pick<Delivery, 'state'>> {
    const found = await findDelivery(this.#db, this.#book, { tenant }, id)
    const { state, endpoint, message } = found.delivery
    if (state !== 'pending') return { state }
    const owner = { tenant, owner: found.owner }
    const target = await keysOf(this.#db, this.#book, owner, endpoint).catch(() => undefined)
    if (target?.state !== 'active') {
      await settle(this.#db, this.#book, tenant, id, 'dropped')
      return { state: 'dropped' }
    }
    const keys = inForce(target.keys, new Date())
    const { outcome, gone, again } = await attempt(this.#outbound, { url: target.url, message, body: found.body, keys })
    await noteAttempt(this.#db, this.#book, tenant, id, outcome)
    if (gone) await pauseEndpoint(this.#db, this.#book, owner, endpoint, 'Its receiver answered 410: it is gone.')
    if (again) throw again
    return { state: outcome.state }
  }

  async giveUp(tenant: string, id: string): Promise<Pick<Delivery, 'state'>> {
    await findDelivery(this.#db, this.#book, { tenant }, id)
    await settle(this.#db, this.#book, tenant, id, 'failed')
    const { state } = (await findDelivery(this.#db, this.#book, { tenant }, id)).delivery
    return { state }
  }

  /** Who has whose endpoint changed stands in the audit log with the change, or neither does. */
  #acting<R>(
    { tenant, owner }: Owner,
    id: string,
    { principal, onBehalfOf }: Identity,
    act: Pick<Act, 'action' | 'detail'>,
    work: (tx: Transaction) => Promise<R>,
  ): Promise<R> {
    const object = `${this.#book.prefix}:${owner}/${id}`
    return inTransaction(this.#db, async (tx) => {
      const result = await work(tx)
      await asEngine(tx, () => audit(tx, [{ ...act, tenant, object, by: principal, onBehalfOf }]))
      return result
    })
  }

  /** Throws `no-such-endpoint`. */
  async refuseUnknown(owner: Owner, id: string): Promise<void> {
    if (!(await this.endpoints(owner)).some((endpoint) => endpoint.id === id)) throw noSuchEndpoint(id)
  }
}

/** A uuid by what it is made of: the same again is the same one (RFC 9562, version 8). */
function uuidOf(...parts: string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
