import { parseArgs } from 'node:util'
import { defaultPorts } from '../processes/ports.ts'
import { Refusal } from '../refusal.ts'
import { ERPS } from './books-of-record.ts'

export type StartOptions = {
  /** A folder with a company's export; the bundled demo company where absent. */
  orders?: string
  mapping?: string
  /** Which ERP keeps the books of which legal entity. */
  erp: string
  /** One JSON line at the end, on stdout; everything else goes to stderr. */
  json: boolean
  /** Leave when done. */
  exit: boolean
  /** Begin with an empty database and empty sandbox books. */
  fresh: boolean
  /** The tiers in several processes that talk HTTP, and two workers. */
  split: boolean
  workers: number
  /** Every sandbox fails now and then. */
  faults: boolean
  port: number
  sandboxPort: number
  databasePort?: number
  seed: number
  count: number
}

export const USAGE = `Starts Gantry on this machine: a database, the vendors' sandboxes, every tier and its workers;
runs a company's orders from quote to cash, and shows that the books balance.

  npx -y pnpm@12 start [options]

  --orders <folder>      a company's export, as CSV; see docs/orders.md (default: the bundled demo company)
  --mapping <file>       names the export's columns; found by itself for the layouts that are shipped
  --erp <names>          the books of record: one ERP for all, several in turn (a,b), or one by one
                         (AMER=netsuite,EMEA=…); there are ${ERPS.join(', ')} (default netsuite)
  --exit                 leave when done, with 0 if everything balanced, 1 if not, 2 if it could not start
  --json                 print one JSON line at the end
  --fresh                begin with an empty database and empty books (the default with --exit)
  --keep                 go on with what is there (the default without --exit)
  --split                the tiers in several processes that talk HTTP, and two workers
  --workers <n>          worker processes (default 1, with --split 2)
  --faults               every sandbox answers 10% with 500, and drops 5% of its answers after doing the work
  --port <n>             of the control tower and the APIs (default ${defaultPorts.api})
  --sandbox-port <n>     of the first sandbox (default ${defaultPorts.sandboxes})
  --database-port <n>    of the embedded database (default: a free one)
  --seed <n>             of the demo company (default 42)
  --count <n>            orders of the demo company (default 240)

  DATABASE_URL           a PostgreSQL of your own instead of the embedded one
`

const OPTIONS = {
  orders: { type: 'string' },
  mapping: { type: 'string' },
  erp: { type: 'string', default: 'netsuite' },
  json: { type: 'boolean', default: false },
  exit: { type: 'boolean', default: false },
  fresh: { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
  split: { type: 'boolean', default: false },
  workers: { type: 'string' },
  faults: { type: 'boolean', default: false },
  port: { type: 'string' },
  'sandbox-port': { type: 'string' },
  'database-port': { type: 'string' },
  seed: { type: 'string' },
  count: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

const HIGHEST_PORT = 65_535
/** One each, with every ERP there is. */
const SANDBOX_PORTS = 3 + ERPS.length

/** The command line, understood; `help` where it was asked for. Throws a `Refusal`. */
export function readOptions(args: readonly string[]): StartOptions | 'help' {
  const values = parse(args)
  if (values.help) return 'help'
  if (values.fresh && values.keep) throw new Refusal('--fresh and --keep exclude each other.', 'Give one of them.')
  if (values.mapping !== undefined && values.orders === undefined)
    throw new Refusal('--mapping names the columns of an export, and none is given.', 'Add --orders <folder>.')
  const number = (
    name: 'port' | 'sandbox-port' | 'database-port' | 'workers' | 'seed' | 'count',
    least: number,
    most = 1_000_000,
  ) => {
    const text = values[name]
    if (text === undefined) return undefined
    const value = Number(text)
    if (Number.isInteger(value) && value >= least && value <= most) return value
    throw new Refusal(
      `--${name} takes a whole number from ${least} to ${most}, not "${text}".`,
      'Mend it and start again.',
    )
  }
  const port = number('port', 1, HIGHEST_PORT - 1) ?? defaultPorts.api
  const sandboxPort = number('sandbox-port', 1, HIGHEST_PORT - SANDBOX_PORTS + 1) ?? defaultPorts.sandboxes
  const last = values.split ? port + 1 : port
  if (last >= sandboxPort && port < sandboxPort + SANDBOX_PORTS)
    throw new Refusal(
      `--port ${port} and --sandbox-port ${sandboxPort} meet: the sandboxes take ${sandboxPort} to ${sandboxPort + SANDBOX_PORTS - 1}.`,
      'Move one of them.',
    )
  const databasePort = number('database-port', 1, HIGHEST_PORT)
  return {
    ...(values.orders !== undefined && { orders: values.orders }),
    ...(values.mapping !== undefined && { mapping: values.mapping }),
    erp: values.erp,
    json: values.json,
    exit: values.exit,
    fresh: values.fresh || (values.exit && !values.keep),
    split: values.split,
    workers: number('workers', 1) ?? (values.split ? 2 : 1),
    faults: values.faults,
    port,
    sandboxPort,
    ...(databasePort !== undefined && { databasePort }),
    seed: number('seed', 0) ?? 42,
    count: number('count', 1) ?? 240,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: args.filter((argument) => argument !== '--'), options: OPTIONS }).values
  } catch (cause) {
    const message = (cause as Error).message.split('. ')[0]!
    throw new Refusal(`${message}.`, 'See: npx -y pnpm@12 start --help', { cause })
  }
}
