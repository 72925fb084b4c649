import { defineConfig } from 'vitest/config';

// The groups run one after the other: the quick answer first, and nothing measures time while a server is being killed.
export default defineConfig({
  test: {
    pool: 'forks',
    // What is waited for comes when it comes, on a busy machine, too.
    expect: { poll: { timeout: 30_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/{shared,main,renderer}/**/*.test.ts', 'test/architecture.test.ts'],
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: ['test/{postgres,cli}/**/*.test.ts'],
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'web',
          include: ['test/{web,contract,screens,package}/**/*.test.ts'],
          globalSetup: ['test/screens/build.ts'],
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'desktop',
          include: ['test/desktop/**/*.test.ts'],
          globalSetup: ['test/screens/build.ts'],
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'torture',
          // FIFOs, signals and shell wrappers: there is nothing like them on Windows.
          include: process.platform === 'win32' ? [] : ['test/torture/**/*.test.ts'],
          sequence: { groupOrder: 3 },
          testTimeout: 600_000,
          hookTimeout: 600_000,
          // Much of it is waiting for processes to start and to be gone.
          maxWorkers: 3,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['main/**', 'shared/**'],
      exclude: ['main/hosts/desktop/**'],
      reporter: ['text-summary', 'html', 'json-summary'],
      thresholds: { lines: 80 },
    },
  },
});
