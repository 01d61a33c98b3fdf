import type { Result } from '@gantry/core/acceptance/suite'
import Table from 'cli-table3'
import { CASES, countsOf } from './acceptance-report.ts'

const SIGNS: Record<Result['outcome'], string> = { passed: '✓', failed: '✗', skipped: '–' }

/** For people: an operation a row, a case a column; below it what the columns mean, and why anything was skipped. */
export function acceptanceTable(results: readonly Result[]): string {
  const used = CASES.filter(({ name }) => results.some((result) => result.case === name))
  const letters = new Map(used.map(({ name }, index) => [name, letterOf(index)]))
  const table = new Table({
    head: ['connector', 'operation', ...letters.values()],
    style: { head: [], border: [] },
  })
  const rows = Map.groupBy(results, ({ connector, operation }) =>
    JSON.stringify([connector, operation ?? '(as a whole)']),
  )
  for (const [key, tried] of rows) {
    const outcomes = new Map(tried.map((result) => [result.case, SIGNS[result.outcome]]))
    table.push([...(JSON.parse(key) as string[]), ...used.map(({ name }) => outcomes.get(name) ?? '')])
  }
  const { passed, failed, skipped } = countsOf(results)
  return [
    table.toString(),
    '',
    ...used.map(({ name, title }) => `  ${letters.get(name)}  ${name}: ${title}`),
    '',
    ...skipsOf(results),
    `  ${passed} passed, ${failed} failed, ${skipped} skipped, each with its reason above.`,
  ].join('\n')
}

const letterOf = (index: number) => String.fromCharCode((index < 26 ? 97 : 65 - 26) + index)

/** Every reason once, with what it was given for. */
function skipsOf(results: readonly Result[]): string[] {
  const skipped = results.filter(({ outcome }) => outcome === 'skipped')
  const reasons = Map.groupBy(skipped, ({ connector, case: name, reason }) => `${connector}, ${name}: ${reason}`)
  return [...reasons].map(([text, of]) => `  – ${text}${of.length > 1 ? ` (${of.length} operations)` : ''}`)
}
