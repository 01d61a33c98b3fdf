import { Args, Flags } from '@oclif/core'
import type { Approval } from '../../governance/approval.ts'
import { GantryCommand } from '../gantry-command.ts'

export class ContractsApprove extends GantryCommand {
  static override summary = 'Approve what is financially material: a version of a contract, a flow or a mapping.'
  static override description =
    'Written into governance/approvals.yaml for exactly the content that is there now; commit it. Only members of the approving team (governance/teams.yaml) may, and who approves cannot publish.'
  static override examples = [
    "<%= config.bin %> contracts approve system.billing@1.1.0 --by controller@example.com --reason 'Usage is billed from May.'",
    "<%= config.bin %> contracts approve --pending --by controller@example.com --reason 'Release of May.'",
  ]
  static override args = { what: Args.string({ description: 'As the gate names it, e.g. flow:order-activation.' }) }
  static override flags = {
    by: Flags.string({ description: 'Who approves, by mail address.', required: true }),
    reason: Flags.string({ description: 'Why; kept with the name.', required: true }),
    pending: Flags.boolean({ description: 'Everything that waits for an approval.' }),
  }

  async run(): Promise<Approval[]> {
    const { args, flags } = await this.parse(ContractsApprove)
    const { openProject } = await import('../../project.ts')
    const { today } = await import('../../governance/inspection.ts')
    const { addApprovals } = await import('../../governance/approval.ts')
    const { judgeAll } = await import('../../governance/publish.ts')
    const { pendingIn } = await import('../../governance/pending.ts')
    const { belongs, readTeams } = await import('../../governance/teams.ts')
    const { Refusal } = await import('../../refusal.ts')
    const project = await openProject()
    const pending = pendingIn(await judgeAll(project, '', today()), project)
    const chosen = (await pending).filter(({ what }) => flags.pending || what === args.what)
    if (chosen.length === 0)
      throw new Refusal(
        args.what ? `${args.what} does not wait for an approval.` : 'Nothing waits for an approval.',
        'See what does: pnpm gantry contracts publish --check',
      )
    const teams = await readTeams(project.root)
    for (const { what, approver } of chosen)
      if (!belongs(teams, approver, flags.by))
        throw new Refusal(
          `${flags.by} does not belong to ${approver} and cannot approve ${what}.`,
          'Ask a member of it: governance/teams.yaml.',
        )
    const approvals = chosen.map(({ what, digest }) => ({
      what,
      digest,
      by: flags.by,
      on: today(),
      reason: flags.reason,
    }))
    await addApprovals(project.root, approvals)
    for (const { what } of approvals) this.log(`${what} is approved by ${flags.by}.`)
    return approvals
  }
}
