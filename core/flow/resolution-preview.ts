import type { Database, Transaction } from '../database/database.ts'
import type { RunState } from '../database/tables.ts'
import type { Exception } from './exceptions.ts'
import { type ResolutionRequest, resolveIn } from './resolution.ts'
import type { Change } from './resolution-change.ts'
import { resultsOfOthers } from './result-shape.ts'
import type { Run } from './runs.ts'
import type { Wakes } from './wakes.ts'

export type ResolutionPreview = {
  exception: Exception
  /** The run's input as it stands. */
  input: unknown
  /** What would be replaced, and by what. */
  change: Change
  /** The state the run would have at once. */
  state: RunState
  /** A result that the same step of another run had: what a skip could look like. */
  example?: unknown
  /** Steps that were done, the latest first: what a compensation would undo, as far as they have an undo. */
  done: { step: string; item: string }[]
}

/** Ends the transaction of a preview, which leaves nothing behind. */
class TakenBack extends Error {
  readonly preview: ResolutionPreview

  constructor(preview: ResolutionPreview) {
    super('A preview leaves nothing behind.')
    this.preview = preview
  }
}

/**
 * What a resolution would do, found by doing it in a transaction that is taken back: what would be refused is refused
 * here, in the same words.
 */
export async function previewResolution(
  db: Database,
  wakes: Wakes,
  request: ResolutionRequest,
): Promise<ResolutionPreview> {
  try {
    return await db.transaction().execute(async (tx) => {
      const { exception, change, run } = await resolveIn(tx, wakes, request)
      throw new TakenBack(await previewOf(tx, exception, change, run))
    })
  } catch (thrown) {
    if (thrown instanceof TakenBack) return thrown.preview
    throw thrown
  }
}

async function previewOf(tx: Transaction, exception: Exception, change: Change, run: Run): Promise<ResolutionPreview> {
  const { state } = await tx.selectFrom('gantry.run').select('state').where('id', '=', run.id).executeTakeFirstOrThrow()
  const done = await tx
    .selectFrom('gantry.journal')
    .select(['step', 'item'])
    .where('run_seq', '=', run.seq)
    .where('state', '=', 'done')
    .where('kind', '=', 'step')
    .orderBy('seq', 'desc')
    .execute()
  const [example] = await resultsOfOthers(tx, run, exception.step, 1)
  return { exception, input: run.input, change, state, done, ...(example !== undefined && { example }) }
}
