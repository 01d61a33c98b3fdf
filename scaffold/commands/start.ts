import { Flags } from '@oclif/core'
import { GantryCommand } from './gantry-command.ts'

export class Start extends GantryCommand {
  static override summary = 'Run one host of this project: the APIs, a worker, or both.'
  static override description =
    `For production and containers. From the environment: DATABASE_URL, GANTRY_IDENTITY_KEY, GANTRY_TENANT,
GANTRY_METRICS_TOKEN (opens /metrics), LOG_LEVEL, and what the connections need. SIGTERM lets what is under way end.
To try things out there is \`gantry dev\`, which needs none of it.`
  static override examples = [
    '<%= config.bin %> start',
    '<%= config.bin %> start --role api --host 0.0.0.0 --port 4000',
    '<%= config.bin %> start --role worker --concurrency 100',
  ]
  static override flags = {
    role: Flags.string({ description: 'What it does.', options: ['api', 'worker', 'both'], default: 'both' }),
    host: Flags.string({ description: 'Where the APIs listen.', env: 'GANTRY_HOST', default: '127.0.0.1' }),
    port: Flags.integer({ description: 'On which port; 0 takes a free one.', default: 4000, min: 0, max: 65_535 }),
    concurrency: Flags.integer({ description: 'Runs carried on at a time.', min: 1 }),
  }

  async run(): Promise<{ role: string; url?: string }> {
    const { flags } = await this.parse(Start)
    const { openProject } = await import('../project.ts')
    const { startRole } = await import('../host/role.ts')
    const role = flags.role as 'api' | 'worker' | 'both'
    const { host: hostname, port, concurrency } = flags
    const host = await startRole(await openProject(), { role, hostname, port, concurrency, environment: process.env })
    const started = { role, ...(host.url && { url: host.url }) }
    if (this.jsonEnabled()) process.stdout.write(`${JSON.stringify(started)}\n`)
    else this.log(`${role} is up${host.url ? `, listening at ${host.url}` : ''}. SIGTERM stops it in order.`)
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
    })
    await host.close()
    // Said when it began: a line a start, for whoever reads by program.
    process.exit(0)
  }
}
