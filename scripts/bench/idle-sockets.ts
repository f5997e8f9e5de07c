import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BenchRow } from './bench.ts';
import { atMost, benchRow } from './bench-row.ts';
import type { MemoryReading, Served } from './idle-sockets-child.ts';
import { nextMessage } from './next-message.ts';

const CHILD_PATH = fileURLToPath(new URL('./idle-sockets-child.ts', import.meta.url));
const GOAL_KIB = 12;

export interface IdleSockets {
  readonly socketCount: number;
  /** Open before the first reading, so that what the first clients cost once is not counted as theirs. */
  readonly firstCount: number;
  /** Until a reading: long enough for the deadline of each client's greeting to pass. */
  readonly settleMs: number;
}

/** What a client that is welcome and then only listens costs the engine's process. */
export async function measureIdleSockets(
  sockets: IdleSockets,
  signal: AbortSignal,
): Promise<readonly BenchRow[]> {
  const ours = await measure('engine', sockets, signal);
  const bare = await measure('bare', sockets, signal);
  const measuredCount = sockets.socketCount - sockets.firstCount;
  const row = (name: string, figure: (run: MemoryReading) => number): BenchRow =>
    atMost(
      GOAL_KIB,
      benchRow(
        `load: ${sockets.socketCount.toLocaleString('en')} idle sockets, ${name} of each`,
        'KiB',
        [figure(ours)],
        { name: 'a bare ws server', p50: figure(bare) },
      ),
    );
  return [
    row('heap', ({ heapBytes }) => heapBytes / measuredCount / 1_024),
    row('resident memory', ({ residentBytes }) => residentBytes / measuredCount / 1_024),
  ];
}

/** @returns how much more memory is in use with all sockets than with the first of them. */
async function measure(
  role: 'engine' | 'bare',
  { socketCount, firstCount, settleMs }: IdleSockets,
  signal: AbortSignal,
): Promise<MemoryReading> {
  using undo = new DisposableStack();
  const start = (...args: readonly string[]): ChildProcess => {
    const child = fork(CHILD_PATH, [...args], { execArgv: [] });
    undo.defer(() => void child.kill('SIGKILL'));
    return child;
  };
  const server = start(role, String(socketCount), String(settleMs));
  const { port, token } = await nextMessage<Served>(server, signal);
  const read = async (): Promise<MemoryReading> => {
    const reading = nextMessage<MemoryReading>(server, signal);
    server.send('read');
    return reading;
  };
  await nextMessage(start('clients', String(firstCount), String(port), token), signal);
  const before = await read();
  await nextMessage(start('clients', String(socketCount - firstCount), String(port), token), signal);
  const after = await read();
  if (after.socketCount !== socketCount) {
    throw new Error(
      `Only ${after.socketCount} of ${socketCount} sockets are open; raise the limit of open files.`,
    );
  }
  return {
    socketCount: after.socketCount,
    heapBytes: after.heapBytes - before.heapBytes,
    residentBytes: after.residentBytes - before.residentBytes,
  };
}
