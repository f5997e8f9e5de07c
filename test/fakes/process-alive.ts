import { readdirSync, readFileSync } from 'node:fs';

/** True while the process exists, as a zombie too until it is reaped. */
export function isAlive(processId: number | undefined): boolean {
  try {
    return processId !== undefined && process.kill(processId, 0);
  } catch {
    return false;
  }
}

/** A zombie that nobody has reaped yet runs no more. */
export function isRunning(processId: number): boolean {
  return isAlive(processId) && statOf(processId)[0] !== 'Z';
}

/** Process ids of the direct children, as the kernel of Linux lists them. */
export function childrenOf(processId: number): readonly number[] {
  if (processId === 0) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => statOf(id)[1] === String(processId));
}

/** State, parent and so on; a process that has ended meanwhile has none. */
function statOf(processId: number): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
