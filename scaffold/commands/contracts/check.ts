import type { Drift } from '../../contracts/publication.ts'
import { GantryCommand } from '../gantry-command.ts'

const MEND = 'pnpm gantry contracts build'

export class ContractsCheck extends GantryCommand {
  static override summary = 'Fail (exit code 1) where a published file is not what its contract says.'
  static override examples = ['<%= config.bin %> contracts check']

  async run(): Promise<{ drift: Drift[]; next?: string }> {
    await this.parse(ContractsCheck)
    const { openProject } = await import('../../project.ts')
    const { driftOf } = await import('../../contracts/publication.ts')
    const drift = await driftOf(await openProject())
    if (drift.length === 0) {
      this.log('Every published file is what its contract says.')
      return { drift }
    }
    for (const { path, reason } of drift)
      this.log(reason === 'missing' ? `${path} is missing.` : `${path} is not what its contract says.`)
    this.log(`Run: ${MEND}`)
    process.exitCode = 1
    return { drift, next: MEND }
  }
}
