import pg from 'pg'

/**
 * A connection beside the pool, for what must not wait behind the engine's writes or has to last: locks, leases. It is
 * opened when first asked, anew once it was lost, and takes one statement after another.
 */
export class OwnConnection {
  readonly #config: pg.ClientConfig
  readonly #begin: (client: pg.Client) => Promise<unknown>
  #client: Promise<pg.Client> | undefined
  #asked: Promise<unknown> = Promise.resolve()
  #closed = false

  /** `begin` is done with each connection before anything else is asked of it. */
  constructor(config: pg.ClientConfig, begin: (client: pg.Client) => Promise<unknown> = async () => {}) {
    this.#config = config
    this.#begin = begin
  }

  /** Rejects if it cannot be opened, or was closed. */
  client(): Promise<pg.Client> {
    if (this.#closed) return Promise.reject(new Error(`${this.#config.application_name} is closed.`))
    this.#client ??= this.#connect()
    return this.#client
  }

  /** On the client that is given, though it be lost; else on the one there is. */
  ask<R extends pg.QueryResultRow>(statement: pg.QueryConfig, on?: pg.Client): Promise<R[]> {
    const answer = this.#asked.then(async () => (await (on ?? (await this.client())).query<R>(statement)).rows)
    this.#asked = answer.catch(() => {})
    return answer
  }

  /** One transaction: nothing else comes between its statements. It is taken back where `work` throws. */
  transaction<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const answer = this.#asked.then(async () => {
      const client = await this.client()
      await client.query('begin')
      try {
        const done = await work(client)
        await client.query('commit')
        return done
      } catch (error) {
        // What it is at is not known any more: it ends, and with it what was begun.
        await client.query('rollback').catch(async () => {
          await this.leave(client)
          void client.end().catch(() => {})
        })
        throw error
      }
    })
    this.#asked = answer.catch(() => {})
    return answer
  }

  /** The next statement asks for another one: the end of this one may not have been heard of yet. */
  async leave(client: pg.Client): Promise<void> {
    if ((await this.#client?.catch(() => undefined)) === client) this.#client = undefined
  }

  /** After what was asked before; `last` is asked where there is a connection. */
  async close(last?: pg.QueryConfig): Promise<void> {
    this.#closed = true
    await this.#asked
    const client = await this.#client?.catch(() => undefined)
    this.#client = undefined
    if (last) await client?.query(last).catch(() => {})
    await client?.end().catch(() => {})
  }

  #connect(): Promise<pg.Client> {
    const client = new pg.Client(this.#config)
    const connected = client.connect().then(async () => {
      await this.#begin(client)
      return client
    })
    // Its end may be heard of after another one has taken its place.
    const lost = () => {
      if (this.#client === connected) this.#client = undefined
    }
    client.on('error', lost)
    client.on('end', lost)
    connected.catch(lost)
    return connected
  }
}
