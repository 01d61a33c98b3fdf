import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '@gantry/core/acceptance/suite'
import type { Project } from '../project.ts'

const FILE = 'docs/connectors.acceptance.json'

/** What was found of each connector: by operation (`` of the connector as a whole) and case. */
export type Outcomes = Record<string, Record<string, Record<string, string>>>

/** The outcomes kept in the repository; none where there is no such file. */
export async function keptOutcomes({ root }: Pick<Project, 'root'>): Promise<Outcomes> {
  try {
    return JSON.parse(await readFile(join(root, FILE), 'utf8')) as Outcomes
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

/** Keeps what was found of these connectors; of the others what was kept stays. The same outcomes give the same bytes. */
export async function keepOutcomes(project: Pick<Project, 'root'>, results: readonly Result[]): Promise<void> {
  const kept = { ...(await keptOutcomes(project)), ...outcomesOf(results) }
  const sorted = Object.fromEntries(Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1)))
  await writeFile(join(project.root, FILE), `${JSON.stringify(sorted, null, 2)}\n`)
}

export function outcomesOf(results: readonly Result[]): Outcomes {
  const outcomes: Outcomes = {}
  for (const { connector, operation = '', case: name, outcome, reason } of results) {
    outcomes[connector] ??= {}
    outcomes[connector][operation] ??= {}
    outcomes[connector][operation][name] = outcome === 'skipped' ? `skipped: ${reason}` : outcome
  }
  return outcomes
}
