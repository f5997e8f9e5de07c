/** A request that a thread may be waiting on: for a file, or for the address of a host. */
const IN_A_THREAD = /^(?:FSReq|GetAddrInfo)/;

/**
 * Ends the process, its exit handlers run. `process.exit` waits for the threads, and one that hangs in the file
 * system (a dead network drive) would keep it for ever: then the process kills itself instead.
 */
export function endProcess(code?: number | string | null): void {
  if (!process.getActiveResourcesInfo().some((name) => IN_A_THREAD.test(name))) process.exit(code);
  process.emit('exit', Number(code ?? 0));
  process.kill(process.pid, 'SIGKILL');
}
