import { spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { type Database, startDatabase } from '@gantry/scaffold/database/embedded'
import { freePort } from '@gantry/scaffold/processes/ports'

/** A PostgreSQL of one program's own, which it may crash, and put back to an earlier day. */
export class Cluster {
  readonly #dir: string
  readonly #port: number
  #database: Database

  private constructor(dir: string, port: number, database: Database) {
    this.#dir = dir
    this.#port = port
    this.#database = database
  }

  static async start(dir: string): Promise<Cluster> {
    // Under root the server runs as another account, which has to get at its data.
    chmodSync(dir, 0o755)
    const port = await freePort()
    return new Cluster(dir, port, await startDatabase({ dir, port, log: () => {} }))
  }

  get url(): string {
    return this.#database.url
  }

  /** As `pg_ctl restart -m immediate`: every session is cut, nothing is written back; the start recovers from the log. */
  async crash(): Promise<void> {
    process.kill(this.#database.pid!, 'SIGQUIT')
    await this.#database.failure
    await this.#start()
  }

  /** Copies the data folder while the server is down: the backup. */
  async backUp(): Promise<void> {
    await this.stop()
    this.#copy(this.#database.dataDir!, this.#backup)
    await this.#start()
  }

  /** Puts the backup in the place of the data. Everything since is gone. */
  async restore(): Promise<void> {
    await this.stop()
    this.#copy(this.#backup, this.#database.dataDir!)
    await this.#start()
  }

  stop(): Promise<void> {
    return this.#database.stop()
  }

  get #backup(): string {
    return join(this.#dir, 'backup')
  }

  #copy(from: string, to: string): void {
    // Owners and modes come along: the server refuses a folder that is not its account's.
    for (const command of [
      ['rm', '-rf', to],
      ['cp', '-a', from, to],
    ]) {
      const { status, stderr } = spawnSync(command[0]!, command.slice(1), { encoding: 'utf8' })
      if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`)
    }
  }

  async #start(): Promise<void> {
    this.#database = await startDatabase({ dir: this.#dir, port: this.#port, log: () => {} })
  }
}
