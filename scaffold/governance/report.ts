import type { Verdict } from './gate.ts'
import { type Judgement, objectionsOf } from './publish.ts'

/** A judgement as Markdown, for a pull request. `consumers` are those who declare that they use a contract. */
export function markdownOf(judgement: Judgement, consumers: ReadonlyMap<string, readonly string[]>): string {
  const refused = objectionsOf(judgement).length
  const changed = judgement.verdicts.filter(({ state }) => state !== 'unchanged')
  const head =
    refused > 0
      ? `**Refused**: ${refused} ${refused === 1 ? 'objection' : 'objections'}. Nothing is published.`
      : changed.length > 0
        ? `**Good to publish**: ${changed.length} ${changed.length === 1 ? 'contract' : 'contracts'}.`
        : '**Nothing to publish**: every contract is as it was published.'
  return [
    '# Contracts',
    head,
    ...objectionTable(judgement),
    ...(changed.length > 0 ? ['## Versions', ...versionTable(changed, consumers)] : []),
    ...changed.filter(({ changes }) => changes.length > 0).flatMap(changeList),
    ...releaseTable(judgement),
  ]
    .join('\n\n')
    .concat('\n')
}

const row = (cells: readonly (string | number)[]): string =>
  `| ${cells.map((text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')

function objectionTable({ objections, verdicts, releases }: Judgement): string[] {
  const rows = [
    ...objections.map((objection) => ({ of: 'registry', ...objection })),
    ...verdicts.flatMap(({ contract, objections }) => objections.map((objection) => ({ of: contract, ...objection }))),
    ...releases.flatMap(({ what, objections }) => objections.map((objection) => ({ of: what, ...objection }))),
  ]
  if (rows.length === 0) return []
  const cells = rows.map(({ of, code, text, mend }) => [of, `\`${code}\``, text, mend])
  return ['## Objections', table(['of', 'why', 'what', 'what mends it'], cells)]
}

function versionTable(verdicts: readonly Verdict[], consumers: ReadonlyMap<string, readonly string[]>): string[] {
  const cells = verdicts.map(({ contract, base, version, needs, inspection, approval, state }) => [
    contract,
    base ?? 'new',
    version,
    needs,
    inspection.score,
    approval ? `${approval.by}, ${approval.on}` : '',
    (consumers.get(contract) ?? []).join(', '),
    state,
  ])
  return [table(['contract', 'from', 'to', 'needs', 'score', 'approved', 'used by', 'state'], cells)]
}

function changeList({ contract, base, version, changes }: Verdict): string[] {
  const items = changes.map(({ level, location, text }) => `- **${level}** \`${location}\`: ${text}`)
  return [`### ${contract} ${base} → ${version}`, items.join('\n')]
}

function releaseTable({ releases }: Judgement): string[] {
  if (releases.length === 0) return []
  const cells = releases.map(({ what, digest, approval }) => [
    what,
    digest.slice(0, 12),
    approval ? `${approval.by}, ${approval.on}: ${approval.reason}` : 'not approved',
  ])
  return ['## Releases of flows and mappings', table(['what', 'content', 'approved'], cells)]
}
