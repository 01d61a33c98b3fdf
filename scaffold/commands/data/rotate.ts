import { Flags } from '@oclif/core'
import { GantryCommand } from '../gantry-command.ts'

export class DataRotate extends GantryCommand {
  static override summary = 'Make a new encryption key, which seals from the next start of each process on.'
  static override description = 'Processes that run read what it seals. The earlier keys stay until `data reseal`.'
  static override examples = ['<%= config.bin %> data rotate']
  static override flags = { keys: Flags.string({ description: 'The file of keys; this project’s where absent.' }) }

  async run() {
    const { flags } = await this.parse(DataRotate)
    const { join } = await import('node:path')
    const { encryptionKeysFile, readKeyring, rotateEncryptionKeys } = await import('../../encryption-keys.ts')
    const { projectRoot } = await import('../../project.ts')
    const file = flags.keys ?? encryptionKeysFile(join(projectRoot(), '.gantry'))
    await readKeyring(file)
    const id = await rotateEncryptionKeys(file)
    this.log(`The key ${id} seals from now on. Restart the processes one after another, then: gantry data reseal`)
    return { id }
  }
}
