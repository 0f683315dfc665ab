import { defineConfig } from 'vitest/config'

const base = {
  globalSetup: ['test/support/global-setup.ts'],
  setupFiles: ['test/support/no-leaks.ts'],
  pool: 'forks' as const,
  testTimeout: 30_000,
  hookTimeout: 60_000,
}

// `npm test` runs the first; the others need files beside the project, or a browser.
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...base,
          name: 'default',
          include: ['test/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'test/**/*.shared.test.ts', 'test/**/*.browser.test.ts'],
        },
      },
      { test: { ...base, name: 'shared', include: ['test/**/*.shared.test.ts'], testTimeout: 600_000 } },
      { test: { ...base, name: 'browser', include: ['test/**/*.browser.test.ts'], testTimeout: 120_000 } },
    ],
  },
})
