import { expect, test } from 'vitest';
import { recorded } from '../fakes/electron.ts';
import '../../electron/preload.ts';

test('a page gets five frozen calls without arguments, and nothing of Electron', async () => {
  const bridge = recorded.exposed.get('sotto') as Record<string, (...given: unknown[]) => Promise<unknown>>;
  expect([...recorded.exposed.keys()]).toEqual(['sotto']);
  expect(Object.isFrozen(bridge)).toBe(true);
  expect(Object.keys(bridge)).toEqual(['session', 'openSettings', 'hideWindow', 'abilities', 'quit']);
  for (const call of Object.values(bridge)) await call('an', 'argument');
  expect(recorded.invoked).toEqual([
    ['sotto:session'],
    ['sotto:open-settings'],
    ['sotto:hide-window'],
    ['sotto:abilities'],
    ['sotto:quit'],
  ]);
});
