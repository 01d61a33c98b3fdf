import { randomBytes } from 'node:crypto'
import { dropTemplates, serverUrl } from './database.ts'

/** vitest's global set-up: databases of this run that begin alike are copied from one (`freshDatabase`). */
export default function templates(): (() => Promise<void>) | undefined {
  if (!serverUrl) return undefined
  const run = randomBytes(4).toString('hex')
  process.env.GANTRY_TEST_RUN = run
  return () => dropTemplates(serverUrl!, run)
}
