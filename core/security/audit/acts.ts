import type { Database } from '../../database/database.ts'
import { GroupCommit } from '../../flow/group-commit.ts'
import { type Act, insertActs } from './act.ts'

/** Records acts that are in no transaction with what was done: as many as gather share a commit. */
export class Acts {
  readonly #group: GroupCommit<Act, true>

  constructor(db: Database) {
    this.#group = new GroupCommit('audit', async (acts) => {
      await insertActs(db, acts)
      return acts.map(() => true)
    })
  }

  /** Durable once it returns. */
  async record(act: Act): Promise<void> {
    await this.#group.add(act)
  }
}
