import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** USER_HZ, which Linux fixes at 100 for every architecture that Node runs on. */
const TICK_MS = 10;
/** Fields 14 and 15 of `/proc/PID/stat`, counted behind the name, which may hold anything. */
const USER_TICKS_INDEX = 11;
const SYSTEM_TICKS_INDEX = 12;
const PS_DEADLINE_MS = 5_000;

/** Computing time of all threads of a process since its start; undefined where the system does not say. */
export async function readProcessCpuMs(processId: number): Promise<number | undefined> {
  try {
    if (process.platform === 'linux') return cpuMsOfStat(await readFile(`/proc/${processId}/stat`, 'utf8'));
    if (process.platform === 'win32') return undefined;
    const { stdout } = await promisify(execFile)('ps', ['-o', 'cputime=', '-p', String(processId)], {
      timeout: PS_DEADLINE_MS,
    });
    return cpuMsOfPs(stdout);
  } catch {
    return undefined;
  }
}

export function cpuMsOfStat(stat: string): number | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const tickCount = Number(fields[USER_TICKS_INDEX]) + Number(fields[SYSTEM_TICKS_INDEX]);
  return Number.isFinite(tickCount) ? tickCount * TICK_MS : undefined;
}

/** `1-02:03:04`, `02:03:04` or `3:04.56`. */
export function cpuMsOfPs(cputime: string): number | undefined {
  const found = /^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(cputime.trim());
  if (!found) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = found.slice(1).map((part) => Number(part ?? 0));
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000;
}
