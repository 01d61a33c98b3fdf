import { Args } from '@oclif/core'
import { GantryCommand, REACH } from '../gantry-command.ts'

export class ExceptionsShow extends GantryCommand {
  static override summary = 'Show an exception: what stopped, what was being asked, and what was decided.'
  static override examples = ['<%= config.bin %> exceptions show 6f0e…']
  static override args = { id: Args.string({ required: true, description: 'The exception.' }) }
  static override flags = REACH

  async run() {
    const { args, flags } = await this.parse(ExceptionsShow)
    const { reachOperations } = await import('../../operations/reach.ts')
    const { age, due, facts, json, stateOf } = await import('../../operations/listing.ts')
    const { api, call } = await reachOperations(flags)
    const one = await api.getException({ id: args.id }, call)
    const run = await api.getRun({ id: one.run }, call)
    this.log(one.sentence)
    this.log(
      facts([
        ['code', `${one.code} (${one.kind}); runbook: docs/runbooks, under this code`],
        ['detail', one.detail],
        ['about', one.subject],
        ['step', `${one.step}${one.item && ` (${one.item})`}${one.phase === 'undo' ? ', its undo' : ''}`],
        ['run', `${one.run}, ${one.flow} ${one.runKey}, ${stateOf(run.state)}`],
        ['team', one.team],
        ['opened', `${one.openedAt}, ${age(one.openedAt)} ago`],
        ['due', one.state === 'open' ? due(one.dueAt) : one.dueAt],
        ['correlation', one.correlation],
        ['asked', one.call && `${one.call.operation} ${json(one.call.input) ?? ''}`],
        ['input of the run', json(run.input)],
        ['recorded', run.steps.map(({ step, item, state }) => `${step}${item && ` (${item})`} ${state}`).join(', ')],
        ['resolved', one.resolvedAt && `${one.resolution} by ${one.resolvedBy}, ${one.resolvedAt}: ${one.reason}`],
        ['before', json(one.before)],
        ['after', json(one.after)],
      ]),
    )
    return { ...one, input: run.input }
  }
}
