import { Args } from '@oclif/core'
import { GantryCommand } from './gantry-command.ts'

export class Completion extends GantryCommand {
  static override summary = 'Print a script that completes gantry in your shell.'
  static override description = 'It is static: pressing Tab starts nothing. Print it again after an upgrade.'
  static override examples = [
    '<%= config.bin %> completion bash > ~/.local/share/bash-completion/completions/gantry',
    '<%= config.bin %> completion zsh > ~/.zfunc/_gantry',
    '<%= config.bin %> completion fish > ~/.config/fish/completions/gantry.fish',
  ]
  static override args = {
    shell: Args.string({ description: 'Which shell.', options: ['bash', 'zsh', 'fish'], required: true }),
  }

  async run(): Promise<{ script: string }> {
    const { args } = await this.parse(Completion)
    const { COMMANDS } = await import('./commands.ts')
    const { commandTree } = await import('../completion/tree.ts')
    const { completionScript } = await import('../completion/scripts.ts')
    const script = completionScript(args.shell as 'bash' | 'zsh' | 'fish', commandTree(COMMANDS as never))
    this.log(script.trimEnd())
    return { script }
  }
}
