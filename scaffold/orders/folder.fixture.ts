import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Company } from '@gantry/canonical/company'
import { Decimal, exponentOf } from '@gantry/canonical/money'
import { lineAmount } from '@gantry/canonical/quote'

/** A folder of a test's own that holds these files. */
export async function folderOf(files: Record<string, string | Uint8Array>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gantry-orders-'))
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  return folder
}

/** Data sets that are not part of the repository; tests that need them are skipped by name where they are absent. */
export const SHARED = process.env.GANTRY_SHARED ?? join(import.meta.dirname, '..', '..', '..', 'shared')

/** What a quote's lines come to in its price basis. */
export function totalOf({ draft }: Company['quotes'][number]): string {
  const amounts = draft.lines.map((line) => lineAmount(draft.currency, line).amount)
  return Decimal.sum(0, ...amounts).toFixed(exponentOf(draft.currency))
}
