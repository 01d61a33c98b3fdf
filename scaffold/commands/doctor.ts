import type { Finding } from '../doctor/finding.ts'
import { GantryCommand } from './gantry-command.ts'

const SIGNS = { well: '✓', warning: '!', ill: '✗' }
const COLOURS = { well: 'green', warning: 'yellow', ill: 'red' } as const

export class Doctor extends GantryCommand {
  static override summary =
    'Examine this project: versions, database, connections, secrets, clocks; and say what mends each.'
  static override description =
    `Exit code 1 where something is ill. With NODE_ENV=production everything must be set; while one develops, \`gantry dev\`
brings what is not. It changes nothing and sends no credentials.`
  static override examples = ['<%= config.bin %> doctor', 'NODE_ENV=production <%= config.bin %> doctor --json']

  async run(): Promise<{ well: boolean; findings: Finding[] }> {
    await this.parse(Doctor)
    const { openProject } = await import('../project.ts')
    const { examine } = await import('../doctor/examine.ts')
    const { paint } = await import('../operations/listing.ts')
    const { environmentWith } = await import('@gantry/core/security/secrets/store')
    const { secretStoreOf } = await import('../secret-store.ts')
    const project = await openProject()
    const environment = await environmentWith(secretStoreOf(process.env, project.root), process.env)
    const findings = await examine(project, environment)
    const ill = findings.filter(({ state }) => state === 'ill')
    for (const [about, found] of Map.groupBy(findings, (finding) => finding.about)) {
      this.log(paint('bold', about))
      for (const { what, state, mend } of found) {
        this.log(`  ${paint(COLOURS[state], SIGNS[state])} ${what}`)
        if (mend) this.log(`    ${mend}`)
      }
    }
    const warned = findings.filter(({ state }) => state === 'warning').length
    const before = warned > 0 ? `Nothing is ill; ${warned} to see to before production.` : 'All is well.'
    this.log(`\n${ill.length === 0 ? before : `${ill.length} to mend.`}`)
    if (ill.length > 0) process.exitCode = 1
    return { well: ill.length === 0, findings }
  }
}
