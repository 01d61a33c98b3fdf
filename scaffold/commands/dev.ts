import { Flags } from '@oclif/core'
import { GantryCommand } from './gantry-command.ts'

export class Dev extends GantryCommand {
  static override summary = 'Run this project while you work on it: a database, sandboxes, everything over them.'
  static override description =
    `Starts a PostgreSQL (or uses DATABASE_URL), a sandbox of every connection in use, and one host that serves the APIs and
carries runs on. A saved file starts the host anew; one of a plugin its sandbox too. Whoever asks without a token is the
developer; it listens on this machine only. Ctrl-C stops everything, and what was there is there again at the next start.`
  static override examples = [
    '<%= config.bin %> dev',
    '<%= config.bin %> dev --port 5000 --sandbox-port 5010',
    '<%= config.bin %> dev --fresh --quiet',
  ]
  static override flags = {
    port: Flags.integer({ description: 'Of the APIs; 0 takes a free one.', default: 4000, min: 0, max: 65_535 }),
    'sandbox-port': Flags.integer({
      description: 'Of the first sandbox; 0 takes free ones.',
      default: 4010,
      min: 0,
      max: 65_535,
    }),
    fresh: Flags.boolean({ description: 'Begin with an empty database and empty sandboxes.' }),
    watch: Flags.boolean({ description: 'Start anew when a file is saved.', default: true, allowNo: true }),
    quiet: Flags.boolean({ description: 'Warnings and errors only.' }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Dev)
    const { join } = await import('node:path')
    const { rm } = await import('node:fs/promises')
    const { openProject } = await import('../project.ts')
    const { startDatabase } = await import('../database/embedded.ts')
    const { onShutdown } = await import('../processes/shutdown.ts')
    const { refuseTakenPorts } = await import('../processes/ports.ts')
    const { develop } = await import('../dev/develop.ts')
    const { onChange } = await import('../dev/changes.ts')
    const { prettyLine } = await import('../dev/pretty.ts')
    const json = this.jsonEnabled()
    const say = (line: string) => (json ? process.stderr : process.stdout).write(`${line}\n`)
    const project = await openProject()
    const { port, 'sandbox-port': sandboxPort, fresh } = flags
    if (port) await refuseTakenPorts([{ port, use: 'the APIs', flag: '--port' }])
    if (sandboxPort) await refuseTakenPorts([{ port: sandboxPort, use: 'a sandbox', flag: '--sandbox-port' }])
    const url = process.env.DATABASE_URL
    const database = await startDatabase({ dir: project.root, fresh, log: say, ...(url && { url }) })
    const started: { stop: () => Promise<void> } = { stop: () => database.stop() }
    onShutdown({ stop: () => started.stop(), log: say })
    if (fresh) await rm(join(project.root, '.gantry/sandboxes'), { recursive: true, force: true })
    const said = (who: string, line: string) => {
      if (!flags.quiet || !/"level":[123]0\b/.test(line)) say(prettyLine(who, line))
    }
    const development = await develop({ project, database, port, sandboxPort, said }).catch(async (error) => {
      await database.stop()
      throw error
    })
    started.stop = async () => {
      await development.stop()
      await database.stop()
    }
    const { url: address, sandboxes } = development
    const places = { url: address, sandboxes, views: Object.keys(project.config.views) }
    if (json) process.stdout.write(`${JSON.stringify(places)}\n`)
    say(['', ...this.#places(places), '', '  Ctrl-C stops everything.', ''].join('\n'))
    if (flags.watch) {
      const unwatch = onChange(project.root, async (files) => {
        say(`${files.slice(0, 3).join(', ')} changed: starting anew …`)
        const again = await development.restart(files.some((file) => file.startsWith('plugins/')))
        say(again ? 'Up again.' : 'It does not start: mend what it says above, and save.')
      })
      const stop = started.stop
      started.stop = async () => {
        await unwatch()
        await stop()
      }
    }
    await new Promise(() => {})
  }

  #places(places: { url: string; sandboxes: Record<string, string>; views: string[] }): string[] {
    const rows = [
      ['APIs', `${places.url}/contracts`],
      ...places.views.map((name) => [name, `${places.url}/${name}/`]),
      ...Object.entries(places.sandboxes).map(([name, url]) => [`${name} sandbox`, `${url}/_sandbox`]),
    ]
    const widest = Math.max(...rows.map(([name]) => name!.length))
    return rows.map(([name, url]) => `  ${name!.padEnd(widest)}  ${url}`)
  }
}
