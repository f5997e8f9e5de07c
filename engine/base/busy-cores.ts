import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** Long enough for the systems' clocks of idle time, which tick every 10 ms or so. */
const WINDOW_MS = 300;
/** Share of all cores' time. */
const BUSY_RATIO = 0.3;

interface CoreTimes {
  readonly idleMs: number;
  readonly totalMs: number;
}

/** Whether something else is at work on this machine: what is measured now says little about it at rest. */
export async function areCoresBusy(read: () => CoreTimes = readCoreTimes): Promise<boolean> {
  const before = read();
  await sleep(WINDOW_MS);
  const after = read();
  const totalMs = after.totalMs - before.totalMs;
  return totalMs > 0 && 1 - (after.idleMs - before.idleMs) / totalMs > BUSY_RATIO;
}

/** Of all cores together, since the system started. */
export function readCoreTimes(): CoreTimes {
  const times = cpus().map((core) => core.times);
  return {
    idleMs: times.reduce((sum, { idle }) => sum + idle, 0),
    totalMs: times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0),
  };
}
