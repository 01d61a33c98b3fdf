import { join } from 'node:path'
import type { SweptByRules } from '@gantry/core/data/retention-sweep'
import { sweepByRules } from '@gantry/core/data/retention-sweep'
import { openDatabase } from '@gantry/core/database/database'
import { rowDaysOf } from '@gantry/core/database/retention'
import { rulingOf } from '@gantry/core/runtime/ruling'
import { runningDatabase } from '../database/running.ts'
import { encryptionKeysFile, readKeyring } from '../encryption-keys.ts'
import type { Project } from '../project.ts'
import { Refusal, reasonOf } from '../refusal.ts'

type Read = ReturnType<typeof rulingOf>

/** How long what is kept, as the project says. Throws a `Refusal` that names the rule at fault. */
export async function readRuling({ config }: Project): Promise<Read> {
  const processes = await Promise.all(Object.values(config.processes).map(async (load) => (await load()).default))
  try {
    return rulingOf(config, processes)
  } catch (error) {
    throw new Refusal(reasonOf(error), 'Mend `retention` in gantry.config.ts.', { cause: error })
  }
}

type Previewing = Read & { seconds: number; keys?: string | undefined; database?: string | undefined }

/** What the next sweep would erase by rule; nothing is changed. */
export async function preview(
  { root, config }: Project,
  { retention, ruling, seconds, keys, database }: Previewing,
): Promise<SweptByRules> {
  const keyring = await readKeyring(keys ?? encryptionKeysFile(join(root, '.gantry')))
  const { db, close } = openDatabase(database ?? runningDatabase(root), {
    max: 1,
    answerWithinMs: 0,
    keyring,
    backend: config.database?.backend,
  })
  try {
    const until = performance.now() + seconds * 1000
    return await sweepByRules(db, { ruling, rowDays: rowDaysOf(retention), batch: 200, until, preview: true })
  } finally {
    await close()
  }
}
