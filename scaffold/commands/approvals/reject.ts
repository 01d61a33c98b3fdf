import { Args } from '@oclif/core'
import { GantryCommand, REACH, REASON } from '../gantry-command.ts'

export class ApprovalsReject extends GantryCommand {
  static override summary = 'Reject what a run asks: its flow hears why.'
  static override examples = ["<%= config.bin %> approvals reject 7c31… --reason 'Checked with the customer.'"]
  static override args = { id: Args.string({ required: true, description: 'The approval.' }) }
  static override flags = { ...REASON, ...REACH }

  async run() {
    const { args, flags } = await this.parse(ApprovalsReject)
    const { reachOperations } = await import('../../operations/reach.ts')
    const { api, call } = await reachOperations(flags)
    const body = { decision: 'rejected', reason: flags.reason } as const
    const approval = await api.decideApproval({ id: args.id, body }, call)
    this.log(`${approval.state}: ${approval.ask} The run goes on: pnpm gantry runs show ${approval.run}`)
    return approval
  }
}
