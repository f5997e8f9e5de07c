import { expect, test } from 'vitest';
import { areCoresBusy } from '../../../engine/base/busy-cores.ts';

test.each([
  ['idle', 580, false],
  ['half taken', 300, true],
  ['not reported by the system', undefined, false],
])('two cores that are %s', async (_, idleMs, isBusy) => {
  const readings = [
    { idleMs: 1_000, totalMs: 5_000 },
    idleMs === undefined ? { idleMs: 1_000, totalMs: 5_000 } : { idleMs: 1_000 + idleMs, totalMs: 5_600 },
  ];
  expect(await areCoresBusy(() => readings.shift() ?? { idleMs: 0, totalMs: 0 })).toBe(isBusy);
});
