import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '.gantry/**'],
    // Tests run on a PostgreSQL of their own; GANTRY_TEST_DATABASE_URL names another.
    globalSetup: '@gantry/scaffold/database/for-tests',
    hookTimeout: 60_000,
  },
})
