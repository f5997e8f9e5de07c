import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BenchRow } from './bench.ts';
import type { MemoryReading, Served } from './idle-sockets-child.ts';
import { nextMessage } from './next-message.ts';

const CHILD_PATH = fileURLToPath(new URL('./idle-sockets-child.ts', import.meta.url));
const SOCKET_COUNT = 5_000;
/** Open before the first reading, so that what the first clients cost once is not counted as theirs. */
const FIRST_COUNT = 1_000;
const MEASURED_COUNT = SOCKET_COUNT - FIRST_COUNT;
const GOAL_KIB = 12;

/** What a client that is welcome and then only listens costs the engine's process. */
export async function measureIdleSockets(signal: AbortSignal): Promise<readonly BenchRow[]> {
  const ours = await measure('engine', signal);
  const bare = await measure('bare', signal);
  const row = (name: string, figure: (run: MemoryReading) => number): BenchRow => ({
    name: `load: ${SOCKET_COUNT.toLocaleString('en')} idle sockets, ${name} of each`,
    p50: figure(ours),
    p95: figure(ours),
    p99: figure(ours),
    unit: 'KiB',
    peer: { name: 'a bare ws server', p50: figure(bare) },
    goal: `≤ ${GOAL_KIB} KiB`,
    isMet: figure(ours) <= GOAL_KIB,
  });
  return [
    row('heap', ({ heapBytes }) => heapBytes / MEASURED_COUNT / 1_024),
    row('resident memory', ({ residentBytes }) => residentBytes / MEASURED_COUNT / 1_024),
  ];
}

/** @returns how much more memory is in use with all sockets than with the first of them. */
async function measure(role: 'engine' | 'bare', signal: AbortSignal): Promise<MemoryReading> {
  using undo = new DisposableStack();
  const start = (...args: readonly string[]): ChildProcess => {
    const child = fork(CHILD_PATH, [...args], { execArgv: [] });
    undo.defer(() => void child.kill('SIGKILL'));
    return child;
  };
  const server = start(role, String(SOCKET_COUNT));
  const { port, token } = await nextMessage<Served>(server, signal);
  const read = async (): Promise<MemoryReading> => {
    const reading = nextMessage<MemoryReading>(server, signal);
    server.send('read');
    return reading;
  };
  await nextMessage(start('clients', String(FIRST_COUNT), String(port), token), signal);
  const before = await read();
  await nextMessage(start('clients', String(MEASURED_COUNT), String(port), token), signal);
  const after = await read();
  if (after.socketCount !== SOCKET_COUNT) {
    throw new Error(
      `Only ${after.socketCount} of ${SOCKET_COUNT} sockets are open; raise the limit of open files.`,
    );
  }
  return {
    socketCount: after.socketCount,
    heapBytes: after.heapBytes - before.heapBytes,
    residentBytes: after.residentBytes - before.residentBytes,
  };
}
