import { availableParallelism } from 'node:os'

import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

/** Handlers run twice: in plain Node and in workerd. Laws read source files and the stage starts processes, so they
 * stay in Node; so do pages, which are words alone, and the corpus, the masks and the thousand notices, whose subject is the database. */
export default defineConfig({
  test: {
    globalSetup: './dev/test-setup.ts',
    env: { TZ: 'UTC' },
    // Two files at once on two cores, where the runner would take one: they wait for Postgres more than they compute.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    expect: { requireAssertions: true },
    // The Worker's own log; a law reads it.
    onConsoleLog: (log) => !log.startsWith('{"at":'),
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['{functions,src,db,dev}/**/*.test.{ts,tsx}'],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        plugins: [cloudflareTest({ wrangler: { configPath: './wrangler.toml' } })],
        test: {
          name: 'workerd',
          include: ['functions/**/*.test.{ts,tsx}'],
          exclude: [
            '**/laws.test.ts',
            'functions/client/**',
            'functions/pages/**',
            'functions/corpus/**',
            'functions/masking.test.ts',
            'functions/webhooks/payfast-shuffled.test.ts',
          ],
          testTimeout: 30_000,
        },
      },
    ],
  },
})
