import { Args } from '@oclif/core'
import { GantryCommand, REACH } from '../gantry-command.ts'

export class DeadLettersShow extends GantryCommand {
  static override summary = 'Show a dead letter with its payload, and what was decided.'
  static override examples = ['<%= config.bin %> dead-letters show 17']
  static override args = { id: Args.string({ required: true, description: 'The dead letter.' }) }
  static override flags = REACH

  async run() {
    const { args, flags } = await this.parse(DeadLettersShow)
    const { reachOperations } = await import('../../operations/reach.ts')
    const { age, due, facts, json, stateOf } = await import('../../operations/listing.ts')
    const { api, call } = await reachOperations(flags)
    const one = await api.getDeadLetter({ id: args.id }, call)
    this.log(one.sentence)
    this.log(
      facts([
        ['state', stateOf(one.state)],
        ['code', `${one.code}; runbook: docs/runbooks, under this code`],
        ['detail', one.detail],
        ['event', `${one.event}, ${one.source}, of ${one.occurredAt}`],
        ['reader', one.reader],
        ['tries', String(one.attempts)],
        ['team', one.team],
        ['kept', `${one.openedAt}, ${age(one.openedAt)} ago`],
        ['due', one.state === 'open' ? due(one.dueAt) : one.dueAt],
        ['correlation', one.correlation],
        ['resolved', one.resolvedAt && `${one.resolution} by ${one.resolvedBy}, ${one.resolvedAt}: ${one.reason}`],
        ['payload', json(one.data)],
        ['as it came', json(one.before)],
      ]),
    )
    return one
  }
}
