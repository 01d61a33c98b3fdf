import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Refusal } from '../refusal.ts'
import { packAll } from './pack.ts'

/*
 * Packs every package, for projects outside of this repository:
 *   npx -y pnpm@12 packages [--out dist/packages]
 */
const root = join(import.meta.dirname, '../..')
const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'dist/packages') } } })
try {
  const packed = await packAll(root, resolve(values.out))
  process.stdout.write(`${packed.length} packages in ${values.out}\n`)
} catch (error) {
  if (!(error instanceof Refusal)) throw error
  process.stderr.write(`${error.message}\n${error.next}\n`)
  process.exitCode = 2
}
