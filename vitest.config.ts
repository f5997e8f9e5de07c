import { defineConfig } from 'vitest/config';
import { PATIENCE_MS } from './test/fakes/patience.ts';

/** Bounds for tests that hang. None is an expectation: a busy machine may take its time. */
const patient = { expect: { poll: { timeout: PATIENCE_MS, interval: 20 } } };
/** Real processes, browsers and deadlines can meet a machine that stalls: CI names what passed on a second try. */
const SLOW_LIMITS = { testTimeout: 300_000, hookTimeout: 300_000, retry: 1 };
const slow = { ...patient, ...SLOW_LIMITS, fileParallelism: false };
const ELECTRON_FAKE = new URL('./test/fakes/electron.ts', import.meta.url).pathname;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/{e2e,faults,contracts}/**', '**/*.slow.test.ts', '**/node_modules/**'],
          ...patient,
          // A worker for each file takes longer to start than most files to run; tests undo what they change.
          isolate: false,
          testTimeout: 90_000,
          hookTimeout: 90_000,
          retry: process.env['CI'] === 'true' ? 1 : 0,
        },
        resolve: { alias: { electron: ELECTRON_FAKE } },
      },
      // Unit tests that start processes, wait out real deadlines or run a whole evaluation.
      {
        test: { name: 'slow', include: ['test/**/*.slow.test.ts'], ...patient, ...SLOW_LIMITS },
        resolve: { alias: { electron: ELECTRON_FAKE } },
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
