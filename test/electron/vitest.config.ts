import { defineConfig } from 'vitest/config';
import { PATIENCE_MS } from '../fakes/patience.ts';

/** `npm run test:electron`: what only the real Electron program can run, where it is there. */
export default defineConfig({
  test: {
    include: ['test/electron/electron-journey.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: PATIENCE_MS, interval: 20 } },
  },
});
