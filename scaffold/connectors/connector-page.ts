import type { Behaviour, Connector, Repeat } from '@gantry/core/connector'
import type { Project } from '../project.ts'
import type { Outcomes } from './acceptance-record.ts'
import { CASES } from './acceptance-report.ts'

export type ListedOperation = {
  operation: string
  repeat: Repeat['repeat']
  horizon?: string
  past?: Repeat['repeat']
}

/** What a connector says of itself. */
export type ListedConnector = {
  name: string
  title: string
  capabilities: string[]
  conformance: Connector['conformance']
  webhooks: boolean
  deltaFeed: boolean
  limits: Connector['limits']
  behaviour?: Behaviour
  operations: ListedOperation[]
}

/** The connectors of a landscape's connections, each once, by name. Nothing is connected. */
export async function connectorsOf({ config }: Project): Promise<ListedConnector[]> {
  const loaded = await Promise.all(
    Object.values(config.connections).map(async ({ connector }) => (await connector()).default as Connector),
  )
  const byName = new Map(loaded.map((connector) => [connector.name, connector]))
  return [...byName.values()].map(listed).sort((a, b) => (a.name < b.name ? -1 : 1))
}

function listed(connector: Connector): ListedConnector {
  const { name, title, provides, conformance, webhooks, changes, limits, behaviour, manifest } = connector
  return {
    name,
    title,
    capabilities: provides.map(({ contract }) => contract.name),
    conformance,
    webhooks: webhooks !== undefined,
    deltaFeed: changes !== undefined,
    limits,
    ...(behaviour && { behaviour }),
    operations: Object.entries(manifest).map(([operation, { repeat, ...rest }]) => ({ operation, repeat, ...rest })),
  }
}

const REPEAT: Record<Repeat['repeat'], string> = {
  key: "the vendor's idempotency key",
  externalId: 'our reference is unique there',
  lookup: 'look-up before the write, under a lock',
  natural: 'a transition: repeating it changes nothing',
  read: 'reads only',
  unmapped: 'not mapped yet',
}

const WRITES: Record<Behaviour['concurrentWrites'], string> = {
  'if-match': 'a write names the version it changes',
  'record-lock': 'the vendor locks the record',
  'last-wins': 'the last write wins; we take turns by reference',
}

const BULK: Record<Behaviour['bulk'], string> = {
  'all-or-nothing': 'all or nothing',
  'per-item': 'a result for each',
  none: 'one by one',
}

const DELETIONS: Record<Behaviour['deletions'], string> = {
  'delta-feed': 'in the delta feed',
  webhooks: 'by webhook',
  comparison: 'by comparing',
  none: 'not at all',
}

const behaviourOf = ({ longestRequestMs, concurrentWrites, bulk, deletions }: Behaviour): string =>
  table(
    ['a request lives', 'two writers at once', 'many records in one request', 'deletions are learnt of'],
    [[`${longestRequestMs / 1000} s at most`, WRITES[concurrentWrites], BULK[bulk], DELETIONS[deletions]]],
  )

const CONFORMANCE: Record<Connector['conformance'], string> = {
  'published-spec': "the vendor's published specification",
  sdk: "the vendor's official SDK, run against the sandbox",
  unverified: 'nothing yet: unverified',
}

/** `docs/connectors.md`: the same connectors give the same bytes. */
export function connectorPage(connectors: readonly ListedConnector[], outcomes: Outcomes): string {
  const overview = connectors.map(({ name, title, capabilities, conformance, webhooks, deltaFeed, limits }) => [
    `[${title}](../plugins/${name}/README.md)`,
    capabilities.join(', '),
    CONFORMANCE[conformance],
    [webhooks && 'webhooks', deltaFeed && 'delta feed'].filter(Boolean).join(', ') || 'none',
    `${limits.requestsPerSecond} requests/s, ${limits.concurrency} at once${limits.requestsPerDay ? `, ${limits.requestsPerDay} a day` : ''}`,
  ])
  const used = CASES.filter(({ name }) =>
    Object.values(outcomes).some((operations) => Object.values(operations).some((cases) => name in cases)),
  )
  const sections = connectors.map(({ name, title, behaviour, operations }) =>
    [
      `## ${title}`,
      ...(behaviour ? [behaviourOf(behaviour)] : []),
      table(
        ['operation', 'a repeat is safe by', ...used.map((_, index) => letterOf(index))],
        [
          ...operations.map(({ operation, repeat, horizon, past }) => [
            `\`${operation}\``,
            horizon ? `${REPEAT[repeat]}, for ${horizon}${past ? `; then by ${REPEAT[past]}` : ''}` : REPEAT[repeat],
            ...used.map((each) => signOf(outcomes[name]?.[operation]?.[each.name])),
          ]),
          ['as a whole', '', ...used.map((each) => signOf(outcomes[name]?.['']?.[each.name]))],
        ],
      ),
      ...skipsOf(outcomes[name] ?? {}),
    ].join('\n\n'),
  )
  return `${[
    '# Connectors',
    '<!-- Generated from the connectors by `pnpm gantry connector docs`; do not edit. -->',
    'What each connector provides, what its protocol was checked against, and how each operation can be repeated. The\nlimits are those the connector declares; `gantry.config.ts` and the environment override them.',
    table(['system', 'capabilities', 'checked against', 'tells of changes by', 'limits'], overview),
    'What each was found to do (`pnpm gantry connector test --all --write`): ✓ holds, ✗ does not, – says nothing here, for a reason\ngiven below the table.',
    table(
      ['#', 'case', 'what must hold'],
      used.map(({ name, title }, index) => [letterOf(index), name, title]),
    ),
    ...sections,
  ].join('\n\n')}\n`
}

const letterOf = (index: number) => String.fromCharCode((index < 26 ? 97 : 65 - 26) + index)

function signOf(outcome: string | undefined): string {
  if (outcome === undefined) return ''
  return outcome === 'passed' ? '✓' : outcome === 'failed' ? '✗' : '–'
}

/** Every reason once, with the cases it was given for. */
function skipsOf(operations: Outcomes[string]): string[] {
  const given = Object.values(operations).flatMap((cases) =>
    Object.entries(cases).flatMap(([name, outcome]) =>
      outcome.startsWith('skipped: ') ? [{ name, reason: outcome.slice('skipped: '.length) }] : [],
    ),
  )
  if (given.length === 0) return []
  const reasons = Map.groupBy(given, ({ reason }) => reason)
  return [
    [...reasons]
      .map(([reason, of]) => `- ${[...new Set(of.map(({ name }) => name))].join(', ')}: ${reason}`)
      .sort()
      .join('\n'),
  ]
}

function table(head: string[], rows: string[][]): string {
  const widths = head.map((title, column) => Math.max(3, title.length, ...rows.map((row) => row[column]!.length)))
  const line = (cells: string[]) => `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}
