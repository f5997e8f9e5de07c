import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { isAlive } from '../engine/base/is-alive.ts';

const CHECK_INTERVAL_MS = 500;
const LOOKUP_DEADLINE_MS = 10_000;

/**
 * Calls back, once, when the process that started this one is gone: a killed npm, terminal or launcher passes no
 * signal on. Under npm the shell between npm and us may outlive it, so npm itself is watched as well.
 */
export function watchParent(onGone: () => void): void {
  const parentId = process.ppid;
  // The system's first process never exits; a service manager sends a signal.
  if (parentId <= 1) return;
  const watched = new Set([parentId]);
  const timer = setInterval(() => {
    if (process.ppid === parentId && [...watched].every(isAlive)) return;
    clearInterval(timer);
    onGone();
  }, CHECK_INTERVAL_MS);
  timer.unref();
  if (process.env['npm_lifecycle_event'] === undefined) return;
  watchNpm(parentId, watched).catch(() => undefined);
}

async function watchNpm(shellId: number, watched: Set<number>): Promise<void> {
  const npmId = await parentOf(shellId);
  if (npmId > 1) watched.add(npmId);
}

async function parentOf(processId: number): Promise<number> {
  const [program, args] =
    process.platform === 'win32'
      ? [
          'powershell.exe',
          [
            '-NoProfile',
            '-Command',
            `(Get-CimInstance Win32_Process -Filter "ProcessId=${processId}").ParentProcessId`,
          ],
        ]
      : ['ps', ['-o', 'ppid=', '-p', `${processId}`]];
  const { stdout } = await promisify(execFile)(program, args, {
    timeout: LOOKUP_DEADLINE_MS,
    windowsHide: true,
  });
  return Number(stdout.trim());
}
