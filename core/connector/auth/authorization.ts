import type { Logger } from 'pino'
import type { Fetch } from '../connector.ts'
import type { GrantStore } from './grant-store.ts'

/** A request as it is about to leave, its credentials not yet in `headers`. */
export type Outgoing = {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly body?: BodyInit | null | undefined
}

/** PEM texts of a client certificate, as `node:tls` takes them. */
export type ClientCertificate = {
  readonly cert: string
  readonly key: string
  readonly passphrase?: string | undefined
  /** Authorities that the vendor's own certificate is checked against, in place of the usual ones. */
  readonly ca?: string | undefined
}

/**
 * How a connection proves who it is. A plain object: strategies are functions that make one, and some take another one
 * to build on.
 */
export type Authorization = {
  /** Asked just before a request leaves, each time: signatures carry the moment, and tokens end while a request queues. */
  headers(request: Outgoing): Promise<Record<string, string>>
  /**
   * Told of every answer. True where the credentials were refused and another attempt may have better ones: the request
   * is sent once more then, with what `headers` gives by that time. `sent` are the headers that went out.
   */
  refused?(response: Response, sent: Headers, request: Outgoing): boolean | Promise<boolean>
  /** Shown in the TLS handshake (RFC 8705 calls it mutual TLS). */
  readonly certificate?: ClientCertificate
}

/** What strategies work with, given to `connect` as `auth`. */
export type AuthContext = {
  /**
   * For token endpoints: time-limited and logged as any request, but outside of the connection's rate and number at
   * once. A request that holds a place may need a token; were the token to wait for a place, both would wait for ever.
   */
  fetch: Fetch
  /** Tokens, shared by all workers. */
  grants: GrantStore
  /** Over all workers. */
  exclusively: <T>(name: string, work: () => Promise<T>) => Promise<T>
  /** The time that assertions carry: vendors refuse those of a machine whose clock is wrong. This machine's where absent. */
  now?: () => Promise<Date>
  /** The vendor as people write it. */
  vendor: string
  log: Logger
}
