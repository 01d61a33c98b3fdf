import { Args, Flags } from '@oclif/core'
import { CORRECTION, GantryCommand, REACH, REASON } from '../gantry-command.ts'

export class ExceptionsResolve extends GantryCommand {
  static override summary = 'Resolve one exception and resume its run.'
  static override description = `retry         the cause was mended elsewhere: try again
approve       give leave for what a rule forbade, and try again
edit          --input: replace the input of the run, and try again
edit-result   --step, --result: replace the result of a step that is done, and try again
patch, map    --patch, or --map with --value: put the input right, and try again
skip          --result: take this for the result of the step, without calling
compensate    give up, and undo what was done
discard       give up, and leave what was done`
  static override examples = [
    "<%= config.bin %> exceptions resolve 6f0e… retry --reason 'The period is open again.'",
    "<%= config.bin %> exceptions resolve 6f0e… map --map lines.*.taxCode --value OLD=P0000000 --reason 'New code.' --preview",
  ]
  static override args = {
    id: Args.string({ required: true, description: 'The exception.' }),
    action: Args.string({
      required: true,
      description: 'What to do.',
      options: ['retry', 'approve', 'edit', 'edit-result', 'patch', 'map', 'skip', 'compensate', 'discard'],
    }),
  }
  static override flags = {
    input: Flags.string({ description: 'The new input, JSON; @file reads it, - standard input.' }),
    result: Flags.string({ description: 'The result, JSON; @file reads it, - standard input.' }),
    step: Flags.string({ description: 'The step whose result is edited.' }),
    item: Flags.string({ description: 'Its item, in a loop.', default: '' }),
    ...CORRECTION,
    preview: Flags.boolean({ description: 'Tell what it would do, and do nothing.' }),
    ...REASON,
    ...REACH,
  }

  async run() {
    const { args, flags } = await this.parse(ExceptionsResolve)
    const { reachOperations } = await import('../../operations/reach.ts')
    const { resolutionOf } = await import('../../operations/resolution.ts')
    const { facts, json, paint, stateOf } = await import('../../operations/listing.ts')
    const resolution = await resolutionOf(args.action, flags)
    const { api, call } = await reachOperations(flags)
    const { id } = args
    if (flags.preview) {
      const preview = await api.previewException({ id, body: { resolution } }, call)
      this.log(paint('yellow', 'Nothing was done. It would be so:'))
      this.log(
        facts([
          ['run', `${preview.exception.run} would be ${stateOf(preview.state)}`],
          [
            'asked before',
            preview.exception.call && `${preview.exception.call.operation} ${json(preview.exception.call.input) ?? ''}`,
          ],
          ['before', json(preview.change.before)],
          ['after', json(preview.change.after)],
          ['undone', args.action === 'compensate' ? preview.done.map(({ step }) => step).join(', ') : undefined],
          ['results elsewhere', args.action === 'skip' ? json(preview.example) : undefined],
        ]),
      )
      return preview
    }
    const resolved = await api.resolveException({ id, body: { resolution, reason: flags.reason } }, call)
    const goesOn = args.action === 'discard' ? 'The run has ended' : 'The run goes on'
    this.log(`Resolved by ${args.action}. ${goesOn}: pnpm gantry runs show ${resolved.run}`)
    return resolved
  }
}
