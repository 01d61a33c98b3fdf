import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startDatabase } from '@gantry/scaffold/database/embedded'
import { Refusal } from '@gantry/scaffold/refusal'

/*
 * The test command: checks formatting and types, then runs vitest on a PostgreSQL of its own.
 *   npx -y pnpm@12 test [files or vitest options]
 * With arguments only those tests run. DATABASE_URL replaces the embedded database.
 */
const root = fileURLToPath(new URL('../', import.meta.url))
const given = process.argv.slice(2).filter((argument) => argument !== '--')

const bin = (name: string) => join(root, 'node_modules', '.bin', name)

function run(command: string, args: string[], env: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
    child.once('error', (error) => {
      process.stderr.write(`${command} could not be started: ${error.message}\n`)
      resolve(1)
    })
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

async function main(): Promise<number> {
  if (given.length === 0) {
    const checks = [() => run(bin('biome'), ['check', '.']), () => run(bin('tsc'), ['--noEmit'])]
    for (const check of checks) {
      const code = await check()
      if (code !== 0) return code
    }
  }
  const dir = mkdtempSync(join(tmpdir(), 'gantry-tests-'))
  const url = process.env.DATABASE_URL
  const database = await startDatabase({ dir, log: () => {}, ...(url && { url }) })
  try {
    return await run(bin('vitest'), ['run', ...given], { GANTRY_TEST_DATABASE_URL: database.url })
  } finally {
    await database.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof Refusal)) throw error
  process.stderr.write(`\n  ${error.message}\n  ${error.next}\n\n`)
  process.exitCode = 2
}
