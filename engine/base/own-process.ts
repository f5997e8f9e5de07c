import { readFileSync } from 'node:fs';

/** More than any chain of parents. */
const MAX_DEPTH_COUNT = 64;

/** True for this process and what it started; in the desktop app also for what the app itself started. Linux only. */
export function isOwnProcess(processId: number): boolean {
  const roots = new Set('electron' in process.versions ? [process.pid, process.ppid] : [process.pid]);
  let ancestorId: number | undefined = processId;
  for (let depth = 0; ancestorId !== undefined && ancestorId > 1 && depth < MAX_DEPTH_COUNT; depth += 1) {
    if (roots.has(ancestorId)) return true;
    ancestorId = parentOf(ancestorId);
  }
  return false;
}

function parentOf(processId: number): number | undefined {
  try {
    // The name before it, in parentheses, may hold anything.
    const fields = readFileSync(`/proc/${processId}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
    return Number(fields?.[1]);
  } catch {
    return undefined;
  }
}
