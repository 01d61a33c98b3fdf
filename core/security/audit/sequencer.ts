import type { KeyObject } from 'node:crypto'
import type { Logger } from 'pino'
import type { Database } from '../../database/database.ts'
import { sequence, tailOf } from './chain.ts'
import { HeadFile } from './head.ts'

const EACH_MS = 1000

export type SequencerOptions = {
  db: Database
  log: Logger
  /** Where heads are exported, and the Ed25519 private key that signs them; none are where it is absent. */
  heads?: { path: string; key: KeyObject } | undefined
}

/**
 * Takes acts into the chain and exports its signed end, once a second. Every worker has one; the database lets one at a
 * time extend the chain, and each exports what it finds.
 */
export class Sequencer {
  readonly #options: SequencerOptions
  #file: HeadFile | undefined
  #timer: NodeJS.Timeout | undefined
  #turn: Promise<void> = Promise.resolve()

  constructor(options: SequencerOptions) {
    this.#options = options
  }

  open(): void {
    this.#timer = setInterval(() => void this.turn(), EACH_MS)
  }

  /** One turn after the one before; the next one makes up for what fails. */
  turn(): Promise<void> {
    this.#turn = this.#turn
      .then(() => this.#extend())
      .catch((error) => this.#options.log.warn({ err: error }, 'the audit log could not be extended'))
    return this.#turn
  }

  async #extend(): Promise<void> {
    const { db, heads, log } = this.#options
    const before = await tailOf(db)
    if (heads) this.#file ??= await HeadFile.open(heads.path, heads.key, before.log)
    const last = this.#file?.last
    if (last && before.seq < last.seq) {
      // Extended, it would look whole up to the next head, and the gap would be the word of one against the other.
      log.error({ ends: before.seq, exported: last.seq }, 'the audit chain was cut: nothing is added to it any more')
      return
    }
    while ((await sequence(db)) > 0);
    await this.#file?.export(await tailOf(db))
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.turn()
  }
}
