import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, expect, test } from 'vitest';
import { LockHeld, takeFileLock } from '../../../engine/base/file-lock.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'sotto-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('one at a time holds it, and leaves no file unless it is to be kept', () => {
  const file = path.join(folder, 'one.lock');
  const first = takeFileLock(file, false);
  expect(() => takeFileLock(file, false)).toThrow(LockHeld);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  expect(existsSync(file)).toBe(false);
  const second = takeFileLock(file, true);
  second[Symbol.dispose]();
  expect(existsSync(file)).toBe(true);
});

test('a lock outlives no process, however it ends, and is never held twice', async () => {
  const file = path.join(folder, 'killed.lock');
  const module = path.resolve('engine/base/file-lock.ts');
  const script = `import(${JSON.stringify(module)}).then(({ takeFileLock }) => { globalThis.lock = takeFileLock(${JSON.stringify(file)}, false); process.send('held'); setInterval(() => {}, 1000); });`;
  const holder = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  await once(holder, 'message');
  expect(() => takeFileLock(file, false)).toThrow(LockHeld);
  const gone = once(holder, 'exit');
  holder.kill('SIGKILL');
  await gone;
  using lock = takeFileLock(file, false);
  expect(lock).toBeDefined();
  expect(() => takeFileLock(file, false)).toThrow(LockHeld);
});

test('what an older version left in its place is not a lock', () => {
  const file = path.join(folder, 'old.lock');
  writeFileSync(file, '12345');
  using lock = takeFileLock(file, false);
  expect(lock).toBeDefined();
  expect(() => takeFileLock(file, false)).toThrow(LockHeld);
});
