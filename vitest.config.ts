import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '.gantry/**', 'dist/**'],
    pool: 'forks',
    maxWorkers: 2,
    // CI's machine is shared: a test that fails once there is tried once more, and the report says so.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
