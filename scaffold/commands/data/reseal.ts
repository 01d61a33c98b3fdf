import { Flags } from '@oclif/core'
import { GantryCommand } from '../gantry-command.ts'

export class DataReseal extends GantryCommand {
  static override summary = 'Seal anew, under the first encryption key, what lies under an earlier one.'
  static override description =
    'Works in short transactions beside live work, and can be begun again. Afterwards the earlier keys can go.'
  static override examples = ['<%= config.bin %> data reseal']
  static override flags = {
    keys: Flags.string({ description: 'The file of keys; this project’s where absent.' }),
    database: Flags.string({ description: 'Its address; DATABASE_URL or the embedded one where absent.' }),
  }

  async run() {
    const { flags } = await this.parse(DataReseal)
    const { join } = await import('node:path')
    const { openDatabase } = await import('@gantry/core/database/database')
    const { reseal } = await import('@gantry/core/security/encryption/resealing')
    const { runningDatabase } = await import('../../database/running.ts')
    const { encryptionKeysFile, readKeyring } = await import('../../encryption-keys.ts')
    const { projectRoot } = await import('../../project.ts')
    const keyring = await readKeyring(flags.keys ?? encryptionKeysFile(join(projectRoot(), '.gantry')))
    const { db, close } = openDatabase(flags.database ?? runningDatabase(projectRoot()), { max: 1, answerWithinMs: 0 })
    try {
      const found = await reseal(db, keyring)
      this.log(`${found.resealed} values are sealed anew, under ${keyring.active}.`)
      if (found.unreadable > 0) {
        this.log(`${found.unreadable} lie under a key that is not in the file, and stay as they are.`)
        process.exitCode = 1
      }
      return { key: keyring.active, ...found }
    } finally {
      await close()
    }
  }
}
