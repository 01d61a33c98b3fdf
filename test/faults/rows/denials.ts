import { runOwnTests } from '../own-tests.ts'
import type { Row } from '../row.ts'

const FILES = [
  'test/security/denied.test.ts',
  'test/security/leaks.test.ts',
  'core/database/row-level-security.test.ts',
]

export const denials: Row = {
  name: 'R18',
  fault: 'every operation asked by those who may not: no token, expired, for others, of others, revoked',
  run: async (context) => {
    const { figures, pass } = await runOwnTests({ files: FILES }, context)
    const { operations = 0, cases = 0, asked = 0 } = figures
    return { load: `${operations} operations, ${cases} kinds of callers, ${asked} requests`, figures, pass }
  },
}
