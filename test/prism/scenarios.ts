import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startDatabase } from '@gantry/scaffold/database/embedded'
import { startVitest } from 'vitest/node'
import type { Tally } from './proxy.ts'

export type Outcome = Tally & { passed: boolean }

/** Runs scenarios with every API of theirs behind Prism, between the tiers too, and sums up what it saw. */
export async function runBehindPrism(filters: readonly string[]): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'gantry-prism-'))
  process.env.GANTRY_PRISM = folder
  const url = process.env.DATABASE_URL ?? process.env.GANTRY_TEST_DATABASE_URL
  const database = await startDatabase({ dir: folder, log: () => {}, ...(url && { url }) })
  process.env.GANTRY_TEST_DATABASE_URL = database.url
  // One after another: what validates each exchange takes its time, and a scenario waits for no longer than it says.
  const vitest = await startVitest('test', [...filters], {
    watch: false,
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  })
  const passed = vitest.state.getCountOfFailedTests() === 0 && vitest.state.getPaths().length > 0
  await vitest.close()
  await database.stop()
  const whole: Outcome = { passed, exchanges: 0, refused: 0, byApi: {}, violations: [], heard: {} }
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.json'))) {
    const tally = JSON.parse(await readFile(join(folder, file), 'utf8')) as Tally
    whole.exchanges += tally.exchanges
    whole.refused += tally.refused
    whole.violations.push(...tally.violations)
    for (const [api, heard] of Object.entries(tally.heard)) whole.heard[api] = [...(whole.heard[api] ?? []), ...heard]
    for (const [api, count] of Object.entries(tally.byApi)) whole.byApi[api] = (whole.byApi[api] ?? 0) + count
  }
  await rm(folder, { recursive: true, force: true })
  return whole
}
