import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** USER_HZ, which Linux fixes at 100 for every architecture that Node runs on. */
const TICK_MS = 10;
/** Fields 4 and 14 to 17 of `/proc/PID/stat`, counted behind the name, which may hold anything. */
const PARENT_INDEX = 1;
const USER_TICKS_INDEX = 11;
const SYSTEM_TICKS_INDEX = 12;
/** Of ended children, whose end was noticed. */
const ENDED_USER_TICKS_INDEX = 13;
const ENDED_SYSTEM_TICKS_INDEX = 14;
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

/** The same of a process with all that it has started; undefined where the system does not say. */
export async function readTreeCpuMs(rootId: number): Promise<number | undefined> {
  try {
    if (process.platform === 'win32') return undefined;
    return cpuMsOfTree(rootId, process.platform === 'linux' ? await readProc() : await readPs());
  } catch {
    return undefined;
  }
}

export interface RunningProcess {
  readonly processId: number;
  readonly parentId: number;
  /** With that of its children that have ended, where the system says. */
  readonly cpuMs: number;
}

export function cpuMsOfTree(rootId: number, processes: readonly RunningProcess[]): number | undefined {
  const inTree = new Set<number>([rootId]);
  for (let beforeCount = 0; beforeCount < inTree.size;) {
    beforeCount = inTree.size;
    for (const { processId, parentId } of processes) if (inTree.has(parentId)) inTree.add(processId);
  }
  const found = processes.filter(({ processId }) => inTree.has(processId));
  if (!found.some(({ processId }) => processId === rootId)) return undefined;
  return found.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}

async function readProc(): Promise<readonly RunningProcess[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  // One that ends meanwhile is not there any more.
  const stats = await Promise.all(
    names.map((name) => readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')),
  );
  return stats.flatMap((stat, index) => {
    const fields = fieldsOf(stat);
    const ticks = [
      USER_TICKS_INDEX,
      SYSTEM_TICKS_INDEX,
      ENDED_USER_TICKS_INDEX,
      ENDED_SYSTEM_TICKS_INDEX,
    ].map((field) => Number(fields[field]));
    const cpuMs = ticks.reduce((sum, count) => sum + count, 0) * TICK_MS;
    const parentId = Number(fields[PARENT_INDEX]);
    return Number.isFinite(cpuMs) ? [{ processId: Number(names[index]), parentId, cpuMs }] : [];
  });
}

async function readPs(): Promise<readonly RunningProcess[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,cputime='], {
    timeout: PS_DEADLINE_MS,
  });
  return stdout.split('\n').flatMap((line) => {
    const [processId, parentId, cputime = ''] = line.trim().split(/\s+/);
    const cpuMs = cpuMsOfPs(cputime);
    return cpuMs === undefined ? [] : [{ processId: Number(processId), parentId: Number(parentId), cpuMs }];
  });
}

function fieldsOf(stat: string): readonly string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

export function cpuMsOfStat(stat: string): number | undefined {
  const fields = fieldsOf(stat);
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
