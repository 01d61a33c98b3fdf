import { Flags } from '@oclif/core'
import { GantryCommand } from '../gantry-command.ts'

export class DataRetention extends GantryCommand {
  static override summary =
    'Show the rules of retention by class and entity; with --preview, what they would erase now.'
  static override description =
    'It reads the database itself, and changes nothing: the hosts sweep once an hour. The preview counts until its time is up.'
  static override examples = ['<%= config.bin %> data retention', '<%= config.bin %> data retention --preview --json']
  static override flags = {
    preview: Flags.boolean({ description: 'Count what the next sweep would erase, by class, entity and table.' }),
    seconds: Flags.integer({ description: 'How long the preview may count.', default: 60, min: 1 }),
    keys: Flags.string({ description: 'The file of keys; this project’s where absent.' }),
    database: Flags.string({ description: 'Its address; DATABASE_URL or the embedded one where absent.' }),
  }

  async run() {
    const { flags } = await this.parse(DataRetention)
    const { openProject } = await import('../../project.ts')
    const { readRuling } = await import('../../data/ruling.ts')
    const { listing } = await import('../../operations/listing.ts')
    const project = await openProject()
    const { retention, ruling } = await readRuling(project)
    const days = (kept: number | null) => (kept === null ? 'for ever' : `${kept}`)
    const rules = ruling.rules.map((rule) => [rule.class, rule.entity ?? 'any', days(rule.keepDays)])
    if (!flags.preview) {
      this.log(
        listing(
          ['kind of row', 'days'],
          Object.entries(retention).map(([kind, kept]) => [kind, days(kept)]),
        ),
      )
      this.log(rules.length > 0 ? `\n${listing(['class', 'entity', 'days'], rules)}` : '\nNo rule by class or entity.')
      return { retention, rules: ruling.rules }
    }
    const { preview } = await import('../../data/ruling.ts')
    const found = await preview(project, { retention, ruling, ...flags })
    const rows = found.gone.map(({ table, class: of, entity, rows, fields }) => [
      of,
      entity,
      table,
      `${rows}`,
      of === 'row' ? '–' : `${fields}`,
    ])
    this.log(
      rows.length > 0 ? listing(['class', 'entity', 'table', 'rows', 'fields'], rows) : 'Nothing has had its days.',
    )
    const waiting = Object.values(found.waiting).reduce((sum, count) => sum + count, 0)
    if (waiting > 0) this.log(`${waiting} more have had theirs, and something still keeps them: a hold, or open work.`)
    if (!found.complete) this.log(`Not all was looked at within ${flags.seconds} s: --seconds`)
    return found
  }
}
