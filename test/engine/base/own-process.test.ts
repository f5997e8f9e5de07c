import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isOwnProcess } from '../../../engine/base/own-process.ts';

const isLinux = process.platform === 'linux';

test.runIf(isLinux)('this process, its children and their children are its own', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'sotto-own-'));
  // The name stands before the parent in `/proc`, and looks like the fields behind it.
  const program = path.join(folder, 'a) S 1 (b) S 2');
  await writeFile(program, '#!/bin/sh\necho $$\nread line\n');
  await chmod(program, 0o755);
  const child = spawn('sh', ['-c', '"$0"; true', program], { stdio: ['pipe', 'pipe', 'ignore'] });
  const closed = once(child, 'close');
  try {
    const [printed] = (await once(child.stdout, 'data')) as [Buffer];
    const grandchildId = Number(printed.toString());
    expect(grandchildId).not.toBe(child.pid);
    expect([process.pid, child.pid ?? 0, grandchildId].map(isOwnProcess)).toEqual([true, true, true]);
  } finally {
    child.stdin.end();
    await closed;
    await rm(folder, { recursive: true });
  }
});

test.runIf(isLinux)(
  'a parent, the first process and one that ended or never was are not its own',
  async () => {
    const child = spawn('true', { stdio: 'ignore' });
    await once(child, 'close');
    for (const processId of [process.ppid, 1, child.pid ?? 0, 0, -1, Number.NaN, 2 ** 31])
      expect(isOwnProcess(processId), String(processId)).toBe(false);
  },
);
