import { Flags } from '@oclif/core'
import { GantryCommand } from './gantry-command.ts'

export class Token extends GantryCommand {
  static override summary = 'Mint an access token for the Gantry that runs on this machine.'
  static override description =
    'The token is signed with the key that `pnpm start` keeps in .gantry/identity.key. A production host has another key and refuses it.'
  static override examples = [
    '<%= config.bin %> token',
    "<%= config.bin %> token --principal crm --scope 'experience.crm.*' --minutes 60",
  ]
  static override flags = {
    principal: Flags.string({ description: 'Who the token is for.', default: 'developer' }),
    scope: Flags.string({
      description: 'What it permits: `tier.contract.operation`, `tier.contract.*`, or `*` for all. May be repeated.',
      multiple: true,
      default: ['*'],
    }),
    tenant: Flags.string({ description: 'Whose data it opens.', default: 'demo' }),
    minutes: Flags.integer({ description: 'How long it is valid.', default: 10, min: 1, max: 1440 }),
  }

  async run(): Promise<{ token: string; expiresInS: number }> {
    const { flags } = await this.parse(Token)
    const { join } = await import('node:path')
    const { projectRoot } = await import('../project.ts')
    const { readIdentityKey } = await import('../identity-key.ts')
    const { Tokens } = await import('@gantry/core/security/tokens')
    const key = await readIdentityKey(join(projectRoot(), '.gantry'))
    const expiresInS = flags.minutes * 60
    const { tenant, principal, scope: scopes } = flags
    const token = await new Tokens(key).mint({ tenant, principal, scopes }, expiresInS)
    this.log(token)
    return { token, expiresInS }
  }
}
