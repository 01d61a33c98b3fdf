import pg from 'pg'

const AGAIN_MS = 1_000

/** Listens for notifications, and listens again when the connection is lost. They only make things faster. */
export class Listener {
  readonly #url: string
  readonly #channels: Record<string, () => void>
  #client: pg.Client | undefined
  #closed = false

  constructor(url: string, channels: Record<string, () => void>) {
    this.#url = url
    this.#channels = channels
  }

  async open(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url, application_name: 'gantry-listen' })
    client.on('notification', ({ channel }) => this.#channels[channel]?.())
    // Without a listener a lost connection would end the process.
    client.on('error', () => {})
    try {
      await client.connect()
      for (const channel of Object.keys(this.#channels)) await client.query(`listen ${channel}`)
    } catch (error) {
      await client.end().catch(() => {})
      throw error
    }
    this.#client = client
    client.on('end', () => this.#openAgain())
    if (this.#closed) await client.end().catch(() => {})
    // What was told while nobody listened.
    for (const hear of Object.values(this.#channels)) hear()
  }

  #openAgain(): void {
    if (this.#closed) return
    const again = setTimeout(() => void this.open().catch(() => this.#openAgain()), AGAIN_MS)
    again.unref()
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#client?.end().catch(() => {})
  }
}
