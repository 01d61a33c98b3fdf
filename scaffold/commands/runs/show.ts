import { Args } from '@oclif/core'
import { GantryCommand, REACH } from '../gantry-command.ts'

/** Enough of a digest to tell two apart; `--json` has all of it. */
const short = (digest: string) => digest.slice(0, 10)

export class RunsShow extends GantryCommand {
  static override summary = 'Show a run: its steps in their order, what it waits for, and its exceptions.'
  static override examples = ['<%= config.bin %> runs show 0f9b…']
  static override args = { id: Args.string({ required: true, description: 'The run.' }) }
  static override flags = REACH

  async run() {
    const { args, flags } = await this.parse(RunsShow)
    const { reachOperations } = await import('../../operations/reach.ts')
    const { age, facts, json, listing, stateOf } = await import('../../operations/listing.ts')
    const { api, call } = await reachOperations(flags)
    const run = await api.getRun({ id: args.id }, call)
    this.log(
      facts([
        ['flow', `${run.flow} v${run.version}`],
        ['key', run.key],
        ['about', run.subject],
        ['state', `${stateOf(run.state)}${run.error ? `: ${run.error.message}` : ''}`],
        ['begun', `${run.createdAt}, ${age(run.createdAt)} ago, by ${run.principal}`],
        ['order', run.orderedBy && `${run.orderedBy}: ${run.ahead} ahead, ${run.behind.length} behind`],
        ['waits for', run.blockedBy && `${run.blockedBy.key} (${run.blockedBy.state}), run ${run.blockedBy.id}`],
        ...run.waits.map(
          ({ step, event, key, deadline }) =>
            ['waits', `${step}: ${event ? `${event} ${key}` : 'time'}${deadline ? ` until ${deadline}` : ''}`] as const,
        ),
        ['looked at next', run.dueAt],
        ['correlation', run.correlation],
        ['input', json(run.input)],
      ]),
    )
    const rows = run.steps.map((one) => [
      one.finishedAt,
      one.item ? `${one.step} (${one.item})` : one.step,
      one.kind,
      stateOf(one.state),
      String(one.attempts),
      `${Math.max(0, Date.parse(one.finishedAt) - Date.parse(one.startedAt))} ms`,
      (one.error as { message?: string } | undefined)?.message ?? '',
    ])
    if (rows.length > 0) this.log(`\n${listing(['ended', 'step', 'kind', 'state', 'tries', 'took', 'error'], rows)}`)
    const asked = run.exchanges.map(({ step, item, undo, connection, operation, request, answer }) => [
      `${undo ? 'undo of ' : ''}${step}${item ? ` (${item})` : ''}`,
      connection,
      operation,
      short(request),
      short(answer),
    ])
    if (asked.length > 0) this.log(`\n${listing(['step', 'asked', 'operation', 'request', 'answer'], asked)}`)
    for (const { id, state, sentence, team } of run.exceptions)
      this.log(`\nException ${id} (${stateOf(state)}, ${team}): ${sentence}`)
    for (const { id, state, ask, team, decidedBy, reason } of run.approvals)
      this.log(`\nApproval ${id} (${stateOf(state)}, ${team}): ${ask}${decidedBy ? ` ${decidedBy}: ${reason}` : ''}`)
    for (const { action, by, at, step, reason } of run.interventions)
      this.log(`\n${action}${step ? ` from ${step}` : ''} by ${by}, ${at}: ${reason}`)
    return run
  }
}
