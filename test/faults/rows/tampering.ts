import { runOwnTests } from '../own-tests.ts'
import { type Row, scaled } from '../row.ts'

export const tampering: Row = {
  name: 'R19',
  fault: 'random edits, deletions, swaps and cuts of the audit log, at or before its last export',
  run: async (context) => {
    const count = scaled(100, context, 5)
    const { figures, pass } = await runOwnTests(
      { files: ['core/security/audit/audit.test.ts'], named: 'R19', env: { TAMPERINGS: String(count) } },
      context,
    )
    const found = Number(figures.found ?? 0)
    return {
      load: `${count} tamperings`,
      figures: { tamperings: count, found, missed: count - found },
      pass: pass && found === count,
    }
  },
}
