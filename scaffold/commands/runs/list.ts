import { Flags } from '@oclif/core'
import { GantryCommand, PAGE, REACH } from '../gantry-command.ts'

const STATES = 'queued running waiting blocked held completed failed compensated cancelled discarded'.split(' ')

export class RunsList extends GantryCommand {
  static override summary = 'List runs, the latest change first.'
  static override examples = [
    '<%= config.bin %> runs list --state held',
    '<%= config.bin %> runs list --flow invoice-posting --state blocked --older-than 1h',
  ]
  static override flags = {
    state: Flags.string({ options: STATES }),
    flow: Flags.string({ description: 'Of this flow.' }),
    key: Flags.string({ description: 'With this business key.' }),
    subject: Flags.string({ description: 'About this, such as an order.' }),
    correlation: Flags.string({ description: 'Of this request.' }),
    'blocked-by': Flags.string({ description: 'That wait for this run.' }),
    text: Flags.string({ description: 'Stands in the key, the subject or the error.' }),
    'older-than': Flags.string({ description: 'Begun longer ago, e.g. 90m, 2h or 3d.' }),
    ...PAGE,
    ...REACH,
  }

  async run() {
    const { flags } = await this.parse(RunsList)
    const { reachOperations } = await import('../../operations/reach.ts')
    const { given, momentAgo } = await import('../../operations/arguments.ts')
    const { age, listing, pageEnd, stateOf } = await import('../../operations/listing.ts')
    const { api, call } = await reachOperations(flags)
    const { flow, key, subject, correlation, text, limit, cursor, 'blocked-by': blockedBy, 'older-than': older } = flags
    const state = flags.state as 'held' | undefined
    const createdBefore = older === undefined ? undefined : momentAgo(older)
    const filter = given({ state, flow, key, subject, correlation, text, blockedBy, createdBefore, cursor })
    const page = await api.listRuns({ query: { limit, ...filter } }, call)
    const rows = page.items.map((run) => [
      run.id,
      `${run.flow} v${run.version}`,
      run.subject ?? run.key,
      stateOf(run.state),
      age(run.createdAt),
      run.blockedBy ? `waits for ${run.blockedBy.key} (${run.blockedBy.state})` : (run.error?.message ?? ''),
    ])
    if (rows.length > 0) this.log(listing(['id', 'flow', 'about', 'state', 'age', 'why'], rows))
    this.log(pageEnd(rows.length, undefined, page.next))
    return page
  }
}
