import { spawnSync } from 'node:child_process';
import { afterEach, expect, test, vi } from 'vitest';
import { isAlive } from '../../../engine/base/is-alive.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test('this process is alive, one that has ended is not', () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  expect([isAlive(process.pid), isAlive(pid)]).toEqual([true, false]);
});

test('a process of another user is alive', () => {
  vi.spyOn(process, 'kill').mockImplementation(() => {
    throw Object.assign(new Error('not permitted'), { code: 'EPERM' });
  });
  expect(isAlive(1)).toBe(true);
});
