import { Refusal } from '../refusal.ts'
import { GantryCommand } from './gantry-command.ts'

const NEEDED = ['salesforce', 'stripe', 'avalara']

export class Demo extends GantryCommand {
  static override summary =
    "Run a company's orders from quote to cash on this machine, and show that the books balance."
  static override description =
    `What \`pnpm start\` does, with the same options: --orders, --erp, --exit, --split, --faults and the others that
\`npx -y pnpm@12 start --help\` lists. With --json its last line is for machines.`
  static override examples = ['<%= config.bin %> demo', '<%= config.bin %> demo --exit --json --count 40']
  // Its options are those of `start`, which reads them itself.
  static override strict = false

  async run(): Promise<void> {
    const startedAt = Date.now()
    const { readOptions } = await import('../demo/options.ts')
    const { openProject } = await import('../project.ts')
    await this.parse(Demo).catch(() => {})
    this.parsed = true
    const options = readOptions(this.argv)
    if (options === 'help') throw new Refusal('The options are those of start.', 'See: npx -y pnpm@12 start --help')
    const { root, config } = await openProject()
    const missing = NEEDED.filter((name) => !config.connections[name])
    if (missing.length > 0)
      throw new Refusal(
        `The demonstration needs the connections ${missing.join(', ')}, which gantry.config.ts does not name.`,
        "Run it in Gantry's repository: npx -y pnpm@12 start",
      )
    const { start } = await import('../demo/start.ts')
    // Its own line is the answer: oclif would write another.
    process.exit(await start(options, root, startedAt))
  }
}
