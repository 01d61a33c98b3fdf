import pg from 'pg'
import { IntegrationError } from '../errors/integration-error.ts'

const FIRST_PAUSE_MS = 5
const LAST_PAUSE_MS = 200
const GIVE_UP_MS = 60_000

/**
 * Exclusive sections by name over all workers of a database. One connection holds all locks of this process, however
 * many: a section may wait for a vendor, and must not keep a connection of the pool for it. Within the process a section
 * waits for the one before it; between processes it asks again after a growing pause.
 */
export class Locks {
  readonly #url: string
  readonly #tails = new Map<string, Promise<unknown>>()
  #client: Promise<pg.Client> | undefined
  #asked: Promise<unknown> = Promise.resolve()

  constructor(url: string) {
    this.#url = url
  }

  async exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(name) ?? Promise.resolve()
    const mine = before.then(() => this.#locked(name, work))
    const tail = mine.catch(() => {})
    this.#tails.set(name, tail)
    try {
      return await mine
    } finally {
      if (this.#tails.get(name) === tail) this.#tails.delete(name)
    }
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined)
    this.#client = undefined
    await client?.end()
  }

  async #locked<T>(name: string, work: () => Promise<T>): Promise<T> {
    const until = Date.now() + GIVE_UP_MS
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LAST_PAUSE_MS, pause * 2)) {
      const client = await this.#connected()
      if (await this.#ask(client, 'pg_try_advisory_lock', name)) return this.#release(client, name, work)
      if (Date.now() > until)
        throw new IntegrationError('locked-elsewhere', 'Another worker is busy with the same record.', {
          kind: 'transient',
          detail: name,
        })
      await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random())))
    }
  }

  async #release<T>(client: pg.Client, name: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } finally {
      // A connection that is lost has released everything by itself.
      await this.#ask(client, 'pg_advisory_unlock', name).catch(() => {})
    }
  }

  /** One statement after another: a connection takes no second one while it answers the first. */
  #ask(client: pg.Client, call: 'pg_try_advisory_lock' | 'pg_advisory_unlock', name: string): Promise<boolean> {
    const answer = this.#asked.then(async () => {
      const { rows } = await client.query({
        name: call,
        text: `select ${call}(hashtextextended($1, 2)) as done`,
        values: [name],
      })
      return rows[0].done as boolean
    })
    this.#asked = answer.catch(() => {})
    return answer
  }

  #connected(): Promise<pg.Client> {
    this.#client ??= this.#connect()
    return this.#client
  }

  #connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.#url, application_name: 'gantry-locks' })
    const connected = client.connect().then(() => client)
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
