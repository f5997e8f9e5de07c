import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Bench, BenchRow } from './bench.ts';
import { atMost, benchRow } from './bench-row.ts';
import type { FloodReport, FloodSize, ModelCounts, ModelReady } from './flood-child.ts';
import { nextMessage } from './next-message.ts';

const CHILD_PATH = fileURLToPath(new URL('./flood-child.ts', import.meta.url));
/** History and cache write what changed within two seconds. */
const SIZE: FloodSize = { warmUpCount: 300, questionCount: 1_000, settleMs: 2_500 };
const HEAP_GOAL_KIB = 4 * 1_024;
const RESIDENT_GOAL_KIB = 48 * 1_024;
const LAST_ANSWER_GOAL_MS = 500;
const IN_FLIGHT_GOAL_COUNT = 2;
/** A late timer may stretch the flood a little, not turn it into a trickle. */
const ELAPSED_GOAL_MS = 11_000;

/** Questions come faster than any can be answered: only the newest may cost anything. */
export const bench: Bench = {
  name: 'flood',
  about: '1,000 questions in 10 s over real HTTP: memory, calls in flight, and the last answer',
  run: (signal) => measureFlood(SIZE, signal),
};

export async function measureFlood(size: FloodSize, signal: AbortSignal): Promise<readonly BenchRow[]> {
  const ours = await measure('engine', size, signal);
  const bare = await measure('bare', size, signal);
  const peer = (figure: (run: typeof bare) => number) => ({
    name: 'the same by a bare undici pool in its own process',
    p50: figure(bare),
  });
  const row = (
    name: string,
    unit: BenchRow['unit'],
    figure: (run: typeof ours) => number,
    goal: number,
  ): BenchRow => atMost(goal, benchRow(name, unit, [figure(ours)], peer(figure)));
  const unanswered = ({ report }: typeof ours): number =>
    size.questionCount - report.supersededCount - report.answeredCount;
  return [
    row('flood: time in which they were asked', 'ms', ({ report }) => report.elapsedMs, ELAPSED_GOAL_MS),
    row(
      'flood: heap still in use afterwards, above before',
      'KiB',
      ({ report }) => Math.max(0, report.heapGrowthBytes / 1_024),
      HEAP_GOAL_KIB,
    ),
    row(
      'flood: resident memory at its peak, above before',
      'KiB',
      ({ report }) => report.residentGrowthBytes / 1_024,
      RESIDENT_GOAL_KIB,
    ),
    row(
      'flood: last question to its whole answer',
      'ms',
      ({ report }) => report.lastAnswerMs,
      LAST_ANSWER_GOAL_MS,
    ),
    row('flood: questions neither superseded nor answered', 'count', unanswered, 0),
    row(
      'flood: calls in flight at the server, at most',
      'count',
      ({ model }) => model.peakActiveCount,
      IN_FLIGHT_GOAL_COUNT,
    ),
  ];
}

/** A separate model server for each, so that neither run inherits the other's connections. */
async function measure(
  role: 'engine' | 'bare',
  size: FloodSize,
  signal: AbortSignal,
): Promise<{ readonly report: FloodReport; readonly model: ModelCounts }> {
  using undo = new DisposableStack();
  const start = (...args: readonly string[]): ChildProcess => {
    const child = fork(CHILD_PATH, [...args], { execArgv: [] });
    undo.defer(() => void child.kill('SIGKILL'));
    return child;
  };
  const model = start('model');
  const { url } = await nextMessage<ModelReady>(model, signal);
  const report = await nextMessage<FloodReport>(start(role, url, JSON.stringify(size)), signal);
  const counted = nextMessage<ModelCounts>(model, signal);
  model.send('count');
  return { report, model: await counted };
}
