import { Flags } from '@oclif/core'
import type { Balance } from '../demo/reconcile.ts'
import { GantryCommand } from './gantry-command.ts'

type Reconciled = Pick<Balance, 'rows' | 'breaks' | 'duplicates' | 'difference'> & { agrees: boolean; stopped: number }

export class Reconcile extends GantryCommand {
  static override summary = 'Compare the books of a demonstration that runs, by count and by sum, as they are now.'
  static override description =
    `CRM, billing, tax engine and ERP are asked for every document, and each difference is listed; exit code 1 where there is
one. It reads the books of sandboxes: give what \`pnpm start\` was given. Orders that are half way show as differences.`
  static override examples = [
    '<%= config.bin %> reconcile',
    '<%= config.bin %> reconcile --orders ../export --erp sap-s4hana --json',
  ]
  static override flags = {
    orders: Flags.string({ description: "The company's export; the bundled demo company where absent." }),
    mapping: Flags.string({ description: "Names the export's columns.", dependsOn: ['orders'] }),
    erp: Flags.string({ description: 'Which ERP keeps the books.', default: 'netsuite' }),
    port: Flags.string({ description: 'Of the APIs.', default: '4000' }),
    'sandbox-port': Flags.string({ description: 'Of the first sandbox.', default: '4010' }),
    seed: Flags.string({ description: 'Of the demo company.', default: '42' }),
    count: Flags.string({ description: 'Orders of the demo company.', default: '240' }),
  }

  async run(): Promise<Reconciled> {
    const { flags } = await this.parse(Reconcile)
    const { readOptions } = await import('../demo/options.ts')
    const { reconcileRunning } = await import('../demo/running.ts')
    const { balanceTable } = await import('../demo/table.ts')
    const { projectRoot } = await import('../project.ts')
    const given = Object.entries(flags).filter((flag): flag is [string, string] => typeof flag[1] === 'string')
    const options = readOptions(given.flatMap(([name, value]) => [`--${name}`, value]))
    if (options === 'help') throw new Error('Asked for no help.')
    const { balance, stopped, agrees } = await reconcileRunning(options, projectRoot())
    const { rows, breaks, duplicates, difference } = balance
    this.log(balanceTable(balance, { colour: process.stdout.isTTY === true && !process.env.NO_COLOR }))
    for (const { where, sentence } of breaks) this.log(`break ${where}: ${sentence}`)
    this.log(
      agrees
        ? `The books agree: ${balance.orders} orders, no duplicate, difference ${difference}.`
        : `The books do not agree: ${breaks.length} breaks, ${duplicates} duplicates, difference ${difference}.`,
    )
    if (!agrees) process.exitCode = 1
    return { agrees, rows, breaks, duplicates, difference, stopped: stopped.length }
  }
}
