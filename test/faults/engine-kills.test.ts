import { expect, test } from 'vitest';
import { makeDataFolder } from '../e2e/run-cli.ts';
import { killEngineInCall, startCallServers } from '../../scripts/kills/kill-engine.ts';

/** `npm run test:kills -- --count 1000` does it as often as wanted. */
const KILL_COUNT = 4;
const LOST_LIMIT_MS = 2_000;

test.skipIf(process.platform === 'win32')(
  '49: killed mid-call at random moments, the engine loses no row that was reported and at most two seconds of words',
  async () => {
    using data = makeDataFolder();
    await using servers = await startCallServers();
    for (let kill = 0; kill < KILL_COUNT; kill += 1) {
      const outcome = await killEngineInCall(data.path, servers, kill % 2 === 0 ? 'server' : 'process');
      expect(outcome).toMatchObject({ isDatabaseWhole: true, lostRowCount: 0, orphanCount: 0 });
      // Counted on the engine's own clock, from what it reported last.
      expect(outcome.lostMs).toBeLessThanOrEqual(LOST_LIMIT_MS);
    }
  },
);
