import { Flags } from '@oclif/core'
import { AGREED, GantryCommand, REACH } from '../gantry-command.ts'

export class AccessRequest extends GantryCommand {
  static override summary = 'Ask that a client may call an API, or that its contract is renewed.'
  static override description = 'Somebody else approves it. A contract in force stays so until then.'
  static override examples = [
    "<%= config.bin %> access request web-shop experience.crm@1 --scope experience.crm.getOrder --plan standard --days 180 --purpose 'Status of orders.'",
  ]
  static override args = AGREED
  static override flags = {
    purpose: Flags.string({ description: 'What for; kept with your name.', required: true }),
    scope: Flags.string({ description: 'What of the API; may be repeated. All of it where absent.', multiple: true }),
    plan: Flags.string({ description: 'How often, by the name of a plan.' }),
    days: Flags.integer({ description: 'For how long, from its approval.', default: 365 }),
    ...REACH,
  }

  async run() {
    const { args, flags } = await this.parse(AccessRequest)
    const { access } = await import('@gantry/access/contract')
    const { contractNameOf, given } = await import('../../operations/arguments.ts')
    const { reachApi } = await import('../../operations/reach.ts')
    const { api, call } = await reachApi(access, flags)
    const { purpose, scope: scopes, plan, days } = flags
    const body = { purpose, days, ...given({ scopes, plan }) }
    const contract = await api.requestContract({ ...contractNameOf(args), body }, call)
    this.log(`Asked for. Somebody else approves it: pnpm gantry access decide ${args.client} ${args.api} approved`)
    return contract
  }
}
