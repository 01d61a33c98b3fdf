import type { Survey, Written } from './generate.ts'
import type { ConnectorPlan } from './plan.ts'
import type { Regenerated } from './regenerate.ts'

type Named = { operation: string; method: string; path: string }
type Proposed = {
  operation: string
  vendor?: Named
  /** From 0 to 1. */
  confidence?: number
  others: (Named & { confidence: number })[]
  because?: string
}

/** What `gantry new connector` tells; with `--json` as it is. */
export type Report = {
  api: { title: string; version: string; operations: number; webhooks: number }
  proposals: Proposed[]
  kept: string[]
  left: string[]
  notes: string[]
  regenerated?: Regenerated
} & Partial<Written>

const named = ({ id, method, path }: { id: string; method: string; path: string }): Named => ({
  operation: id,
  method: method.toUpperCase(),
  path,
})

export function reportOf({ api, proposals }: Survey, plan?: ConnectorPlan): Report {
  return {
    api: { title: api.title, version: api.version, operations: api.operations.length, webhooks: api.webhooks.length },
    proposals: proposals.map(({ operation, chosen, candidates }) => {
      const because = plan?.unmapped.find((each) => each.operation.id === operation.id)?.because
      return {
        operation: operation.id,
        ...(chosen && { vendor: named(chosen.vendor), confidence: chosen.confidence }),
        others: candidates
          .filter(({ vendor }) => vendor !== chosen?.vendor)
          .slice(0, 3)
          .map(({ vendor, confidence }) => ({ ...named(vendor), confidence })),
        ...(because && { because }),
      }
    }),
    kept: plan?.operations.map(({ id }) => id) ?? [],
    left: plan?.left.map(({ id }) => id) ?? [],
    notes: [...api.notes, ...(plan?.authorization.note ? [plan.authorization.note] : [])],
  }
}

const percent = (confidence: number) => `${Math.round(confidence * 100)} %`.padStart(5)

export function reportText({ api, proposals, kept, left, notes, folder, written, mounted, installed }: Report): string {
  const width = Math.max(...proposals.map(({ operation }) => operation.length))
  const rows = proposals.map(({ operation, vendor, confidence, others, because }) => {
    const near = others.map((other) => `${other.operation} ${percent(other.confidence).trim()}`).join(', ')
    const what = vendor
      ? `${percent(confidence ?? 1)}  ${vendor.operation}  ${vendor.method} ${vendor.path}`
      : `    –  not mapped: ${because}`
    return `  ${operation.padEnd(width)}  ${what}${vendor && near ? `  (or ${near})` : ''}`
  })
  const done = folder
    ? [
        '',
        `Wrote ${written!.length} files to ${folder}${mounted ? ', and named it in gantry.config.ts' : ''}.`,
        ...(installed ? [] : ['Next: pnpm install']),
        `Next: fill the holes (README.md there says which), then: gantry connector test ${folder.split('/').at(-1)}; gantry connector docs`,
      ]
    : []
  return [
    `${api.title} ${api.version}: ${api.operations} operations, ${api.webhooks} webhooks.`,
    ...rows,
    ...(left.length > 0
      ? [
          `  ${kept.length} operations are taken over, ${left.length} are left out: ${some(left)}. --operations <name> takes one in.`,
        ]
      : []),
    ...notes.slice(0, 10).map((note) => `  note: ${note}`),
    ...(notes.length > 10 ? [`  and ${notes.length - 10} more notes, in the README.`] : []),
    ...done,
  ].join('\n')
}

const some = (names: readonly string[]): string =>
  names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ')

export function regeneratedText({ folder, written, gone, added, findings, look }: Regenerated): string {
  const grave = findings.filter(({ level }) => level !== 'info')
  return [
    `Renewed ${written.length} generated files in ${folder}; no other file was touched.`,
    ...gone.map((each) => `  gone: ${each}`),
    ...added.map((each) => `  new: ${each}`),
    ...grave.slice(0, 40).map(({ level, location, text }) => `  ${level}: ${location}: ${text}`),
    ...(grave.length > 40 ? [`  and ${grave.length - 40} more.`] : []),
    ...look.map(({ file, operations }) => `Look at ${file}: it uses ${operations.join(', ')}.`),
    ...(look.length === 0 ? ['Nothing you wrote uses an operation that changed. tsc has the last word.'] : []),
  ].join('\n')
}
