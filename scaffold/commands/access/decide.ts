import { Args, Flags } from '@oclif/core'
import { AGREED, GantryCommand, REACH, REASON } from '../gantry-command.ts'

export class AccessDecide extends GantryCommand {
  static override summary = 'Approve, reject, revoke or narrow a consumer contract; it counts on every host at once.'
  static override examples = [
    "<%= config.bin %> access decide web-shop experience.crm@1 approved --plan trial --reason 'Agreed with sales.'",
    "<%= config.bin %> access decide web-shop experience.crm@1 revoked --reason 'The key was published.'",
  ]
  static override args = {
    ...AGREED,
    decision: Args.string({ required: true, options: ['approved', 'rejected', 'revoked', 'narrowed'] }),
  }
  static override flags = {
    ...REASON,
    scope: Flags.string({ description: 'Grant these alone; may be repeated.', multiple: true }),
    plan: Flags.string({ description: 'Grant this plan, which may not allow more.' }),
    days: Flags.integer({ description: 'Grant it for no longer, from now on.' }),
    ...REACH,
  }

  async run() {
    const { args, flags } = await this.parse(AccessDecide)
    const { access } = await import('@gantry/access/contract')
    const { contractNameOf, given } = await import('../../operations/arguments.ts')
    const { reachApi } = await import('../../operations/reach.ts')
    const { api, call } = await reachApi(access, flags)
    const { reason, scope: scopes, plan, days } = flags
    const body = { decision: args.decision as 'approved', reason, ...given({ scopes, plan, days }) }
    const contract = await api.decideContract({ ...contractNameOf(args), body }, call)
    this.log(`${contract.state}${contract.expiresAt ? ` until ${contract.expiresAt.slice(0, 10)}` : ''}`)
    return contract
  }
}
