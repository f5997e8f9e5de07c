import { existsSync } from 'node:fs';

/** A request that a thread may be waiting on: for a file, or for the address of a host. */
const IN_A_THREAD = /^(?:FSReq|GetAddrInfo)/;
const SHELL = '/bin/sh';

/**
 * Ends the process, its exit handlers run. `process.exit` waits for the threads, and one that hangs in the file
 * system (a dead network drive) would keep it for ever: then nothing is waited for.
 */
export function endProcess(code?: number | string | null): void {
  if (!process.getActiveResourcesInfo().some((name) => IN_A_THREAD.test(name))) process.exit(code);
  const exitCode = Number(code ?? process.exitCode ?? 0);
  process.emit('exit', exitCode);
  leaveThreads(exitCode);
}

/** A shell in place of this program has none of its threads and says its exit code; a kill would lose that. */
function leaveThreads(exitCode: number): void {
  // Node before 22.15 and Windows cannot, and a failure would end in a core dump.
  if (process.execve && process.platform !== 'win32' && existsSync(SHELL))
    process.execve(SHELL, ['sh', '-c', `exit ${exitCode}`], {});
  process.kill(process.pid, 'SIGKILL');
}
