import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import {
  cpuMsOfPs,
  cpuMsOfStat,
  cpuMsOfTree,
  readProcessCpuMs,
  readTreeCpuMs,
} from '../../../engine/base/process-cpu.ts';

test('computing time is read out of what Linux and ps say', () => {
  expect(cpuMsOfStat('42 (a b) c) S 1 42 42 0 -1 4194560 1 0 0 0 150 25 0 0 20 0 11 0 100')).toBe(1_750);
  expect(cpuMsOfPs('  3:04.56\n')).toBe(184_560);
  expect(cpuMsOfPs('1-02:03:04')).toBe(93_784_000);
  expect(cpuMsOfPs('no such process')).toBeUndefined();
});

test('what a process has started counts with it, no matter who started it, and nothing else does', () => {
  const processes = [
    { processId: 30, parentId: 20, cpuMs: 7 },
    { processId: 20, parentId: 10, cpuMs: 50 },
    { processId: 10, parentId: 1, cpuMs: 100 },
    { processId: 40, parentId: 1, cpuMs: 1_000 },
  ];
  expect(cpuMsOfTree(10, processes)).toBe(157);
  expect(cpuMsOfTree(50, processes)).toBeUndefined();
});

test.skipIf(process.platform === 'win32')('the work of a child is that of its parent, too', async () => {
  const parent = spawn('sh', ['-c', `"${process.execPath}" --eval 'for (;;) {}' & echo $!; wait`]);
  const { pid = 0 } = parent;
  const childId = new Promise<number>((resolve) => parent.stdout.on('data', (text) => resolve(Number(text))));
  try {
    await expect.poll(() => readTreeCpuMs(pid)).toBeGreaterThan(200);
    expect(await readProcessCpuMs(pid)).toBeLessThan(200);
  } finally {
    process.kill(await childId, 'SIGKILL');
    parent.kill('SIGKILL');
  }
  await expect.poll(() => readTreeCpuMs(pid)).toBeUndefined();
});

test.skipIf(process.platform === 'win32')(
  'a process that works shows it, one that is stopped does not',
  async () => {
    const children = [1, 2].map(() => spawn(process.execPath, ['--eval', 'for (;;) {}']));
    const [stopped = 0, busy = 0] = children.map(({ pid }) => pid);
    const cpuMs = async (processId: number): Promise<number> => (await readProcessCpuMs(processId)) ?? 0;
    /** Waits until the other one has computed for so long. */
    const passWork = async (durationMs: number): Promise<void> => {
      const beforeMs = await cpuMs(busy);
      await expect.poll(() => cpuMs(busy)).toBeGreaterThan(beforeMs + durationMs);
    };
    try {
      await expect.poll(() => cpuMs(stopped)).toBeGreaterThan(100);
      process.kill(stopped, 'SIGSTOP');
      await passWork(20);
      const stoppedMs = await cpuMs(stopped);
      await passWork(100);
      expect(await cpuMs(stopped)).toBe(stoppedMs);
    } finally {
      for (const child of children) child.kill('SIGKILL');
    }
    await expect.poll(() => readProcessCpuMs(stopped)).toBeUndefined();
  },
);
