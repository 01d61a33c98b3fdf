import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Cluster } from './cluster.ts'
import type { Figures, RowContext } from './row.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

declare module 'vitest' {
  interface TaskMeta {
    /** What a test counted, for the row that runs it. */
    figures?: Record<string, number>
  }
}

export type OwnTests = {
  files: readonly string[]
  /** Of names of tests, as vitest's `-t`. */
  named?: string
  env?: Record<string, string>
}

type Told = { status: string; fullName: string; failureMessages: string[]; meta?: { figures?: Record<string, number> } }

/** Runs tests of ours on a database server made for them. Their figures are added up. */
export async function runOwnTests(
  { files, named, env }: OwnTests,
  { seed, say }: Pick<RowContext, 'seed' | 'say'>,
): Promise<{ figures: Figures; pass: boolean }> {
  const dir = mkdtempSync(join(tmpdir(), 'gantry-faults-'))
  const cluster = await Cluster.start(dir)
  const report = join(dir, 'report.json')
  try {
    const arguments_ = ['run', ...files, ...(named ? ['-t', named] : []), '--reporter=json', `--outputFile=${report}`]
    const child = spawn(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), ...arguments_], {
      cwd: ROOT,
      env: { ...process.env, GANTRY_TEST_DATABASE_URL: cluster.url, SEED: String(seed), NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => {
        said += text
      })
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve))
    const tests = testsIn(report)
    for (const { fullName, failureMessages } of tests.filter(({ status }) => status === 'failed'))
      say(`${fullName}: ${failureMessages.join('\n').slice(0, 3000)}`)
    if (code !== 0 && tests.length === 0) say(said.slice(-3000))
    const figures: Figures = {}
    for (const { meta } of tests)
      for (const [name, value] of Object.entries(meta?.figures ?? {}))
        figures[name] = Number(figures[name] ?? 0) + value
    const passed = tests.filter(({ status }) => status === 'passed').length
    // What was skipped was not shown, and is told of.
    const skipped = named ? 0 : tests.filter(({ status }) => status === 'skipped' || status === 'pending').length
    return { figures: { ...figures, tests_passed: passed, tests_skipped: skipped }, pass: code === 0 && passed > 0 }
  } finally {
    await cluster.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

function testsIn(report: string): Told[] {
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as { testResults: { assertionResults: Told[] }[] }
    return testResults.flatMap(({ assertionResults }) => assertionResults)
  } catch {
    return []
  }
}
