import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkPreconditions, explainImport } from '../preconditions.ts'
import { Refusal } from '../refusal.ts'

const startedAt = Date.now()
const project = fileURLToPath(new URL('../../', import.meta.url))

// Halves what each process takes to read its modules from the second start on: children share it (scaffold/processes/launch.ts).
enableCompileCache(join(project, '.gantry', 'compile-cache'))

/** Everything else is imported after the preconditions hold: they explain why it could not be. */
async function main(): Promise<number> {
  const { readOptions, USAGE } = await import('../demo/options.ts')
  const options = readOptions(process.argv.slice(2))
  if (options === 'help') {
    process.stdout.write(USAGE)
    return 0
  }
  checkPreconditions(project)
  const { start } = await import('../demo/start.ts')
  return start(options, project, startedAt)
}

try {
  process.exitCode = await main()
} catch (error) {
  const refusal = error instanceof Refusal ? error : explainImport(error)
  if (!refusal) throw error
  process.stderr.write(`\n  ${refusal.message}\n  ${refusal.next}\n\n`)
  process.exitCode = 2
}
process.exit()
