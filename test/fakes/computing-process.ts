import { expect } from 'vitest';
import { readProcessCpuMs } from '../../engine/base/process-cpu.ts';

/** Waits until a process is there and takes computing time. @returns its number. */
export async function whenItComputes(processId: () => number | undefined): Promise<number> {
  const id = await expect.poll(processId).toBeDefined().then(processId);
  if (id === undefined) throw new Error('no process runs');
  const beforeMs = (await readProcessCpuMs(id)) ?? 0;
  await expect.poll(() => readProcessCpuMs(id), { interval: 2 }).toBeGreaterThan(beforeMs);
  return id;
}
