import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Minutes long, and small files: of themselves they would come last, one after the other. */
const LONG = /\/test\/faults\/.*-rows\.test\.ts$/

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification) => LONG.test(moduleId)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '.gantry/**', 'dist/**'],
    globalSetup: '@gantry/core/testing/templates',
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // CI's machine is shared: a test has twice the time there, and one that fails once is tried once more, and the report says so.
    retry: process.env.CI ? 1 : 0,
    testTimeout: process.env.CI ? 60_000 : 30_000,
    hookTimeout: process.env.CI ? 120_000 : 60_000,
  },
})
