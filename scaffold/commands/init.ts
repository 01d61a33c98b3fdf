import { Args, Flags } from '@oclif/core'
import { Refusal } from '../refusal.ts'
import { GantryCommand } from './gantry-command.ts'

type Made = { folder: string; name: string; files: string[]; dryRun: boolean; installed: boolean; next: string[] }

export class Init extends GantryCommand {
  static override summary = 'Begin a project of your own: a connector, a flow, their tests, and all that runs them.'
  static override description =
    `The project lies outside of Gantry's repository and depends on its packages. It holds gantry.config.ts, a compose
file, a CI workflow, one contract, one connector with a sandbox, and one flow. In a terminal what is missing is asked.`
  static override examples = [
    '<%= config.bin %> init ../acme',
    '<%= config.bin %> init ../acme --dry-run',
    '<%= config.bin %> init ../acme --name acme-integration --packages dist/packages --no-install',
  ]
  static override args = { folder: Args.string({ description: 'Where; made if it is not there.' }) }
  static override flags = {
    name: Flags.string({ description: "The project's name; that of the folder where absent." }),
    packages: Flags.string({
      description:
        "A folder of Gantry's packages as tarballs. Where absent they are packed from this repository, or come from the registry.",
    }),
    install: Flags.boolean({ description: 'Install what it depends on.', default: true, allowNo: true }),
    overwrite: Flags.boolean({ description: 'Replace files that are there and say something else.' }),
    'dry-run': Flags.boolean({ description: 'Say what would be written, and write nothing.' }),
  }

  async run(): Promise<Made> {
    const { args, flags } = await this.parse(Init)
    const { basename, join, resolve } = await import('node:path')
    const { layTarballs, projectFiles, projectNameOf, sourceOf } = await import('../generate/project.ts')
    const { plan, refuseOverwriting, write } = await import('../generate/write.ts')
    const asked = await this.#asked(args.folder)
    const folder = resolve(asked)
    const name = projectNameOf(flags.name ?? basename(folder))
    const dryRun = flags['dry-run']
    const source = dryRun ? 'registry' : await sourceOf(flags.packages, (line) => this.logToStderr(line))
    const planned = await plan(folder, await projectFiles(name, source))
    if (!flags.overwrite) await this.#confirmed(() => refuseOverwriting(folder, planned))
    const files = planned.map(({ path }) => path)
    if (dryRun) {
      for (const { path, state } of planned)
        this.log(`${state === 'new' ? 'would write' : `is there (${state})`}  ${path}`)
      return { folder, name, files, dryRun, installed: false, next: [`gantry init ${asked}`] }
    }
    await write(folder, planned)
    const tarballs = await layTarballs(folder, source)
    if (flags.install) {
      const { pnpm } = await import('../generate/installation.ts')
      await pnpm(folder, 'install', '--no-frozen-lockfile')
      await pnpm(folder, 'gantry', 'contracts', 'build')
    }
    const next = [
      `cd ${asked}`,
      ...(flags.install ? [] : ['npx -y pnpm@12 install', 'npx -y pnpm@12 gantry contracts build']),
      'npx -y pnpm@12 test',
      'npx -y pnpm@12 dev',
    ]
    this.log(
      `${name}: ${files.length} files in ${join(folder)}${tarballs.length ? `, ${tarballs.length} packages in vendor/` : ''}.`,
    )
    this.log(`\nGo on with:\n${next.map((line) => `  ${line}`).join('\n')}`)
    return { folder, name, files: [...files, ...tarballs], dryRun, installed: flags.install, next }
  }

  async #asked(folder: string | undefined): Promise<string> {
    if (folder !== undefined) return folder
    if (!(await this.#interactive()))
      throw new Refusal('Where is the project to lie?', 'Name a folder: gantry init ../acme')
    const { input } = await import('@inquirer/prompts')
    return input({ message: 'Where is the project to lie?', default: '../acme' })
  }

  /** Overwrites only with a person's word for it. */
  async #confirmed(refuse: () => void): Promise<void> {
    try {
      refuse()
    } catch (error) {
      if (!(error instanceof Refusal) || !(await this.#interactive())) throw error
      const { confirm } = await import('@inquirer/prompts')
      if (!(await confirm({ message: `${error.message} Go on?`, default: false }))) throw error
    }
  }

  async #interactive(): Promise<boolean> {
    const { isInteractive } = await import('../generate/ask.ts')
    return isInteractive(this.jsonEnabled())
  }
}
