import { defineConfig } from 'vitest/config';

/** `npm run test:electron`: what only the real Electron program can run, where it is there. */
export default defineConfig({
  test: {
    include: ['test/electron/electron-journey.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 30_000, interval: 20 } },
  },
});
