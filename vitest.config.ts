import { defineConfig } from 'vitest/config';

const slow = { testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**', 'test/faults/**', 'test/contracts/**', '**/node_modules/**'],
          testTimeout: 20_000,
        },
        resolve: { alias: { electron: new URL('./test/fakes/electron.ts', import.meta.url).pathname } },
      },
      { test: { name: 'contracts', include: ['test/contracts/**/*.test.ts'], ...slow } },
      {
        test: {
          name: 'e2e',
          include: ['test/{e2e,faults}/**/*.test.ts'],
          exclude: ['test/e2e/real-*.test.ts'],
          ...slow,
          fileParallelism: true,
        },
      },
      // Real weights in real time: when all others are through, so that they have the machine.
      {
        test: {
          name: 'real',
          include: ['test/e2e/real-*.test.ts'],
          ...slow,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    maxWorkers: 2,
  },
});
