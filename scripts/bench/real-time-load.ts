import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../engine/base/clock.ts';
import type { Engine } from '../../engine/index.ts';
import { openRawSocket, startBenchEngine } from './answer-rig.ts';
import type { BenchRow } from './bench.ts';
import type { Arrivals } from './load-client-child.ts';
import { DueTimes } from './due-times.ts';
import { computingUs, fillCache, loadQuestionAt, loadRows, type LoadRun } from './load-rows.ts';

const CLIENT_PATH = fileURLToPath(new URL('./load-client-child.ts', import.meta.url));
const QUESTIONS_PER_SECOND = 600;
const PEER_FRAME_COUNT = 2_000;

/** The load in real time: from the moment at which a question is due to its first bullet at a client's socket. */
export async function measureRealTimeLoad(
  durationS: number,
  signal: AbortSignal,
): Promise<readonly BenchRow[]> {
  await using undo = new AsyncDisposableStack();
  const { engine } = await startBenchEngine(undo, signal);
  await fillCache(engine);
  const send = await openRawSocket(undo);
  const rawMs: number[] = [];
  for (let index = 0; index < PEER_FRAME_COUNT; index += 1) rawMs.push(await send(() => Promise.resolve()));
  const ours = await loadEngine(engine, durationS, undo, signal);
  return loadRows(`${QUESTIONS_PER_SECOND} questions a second for ${durationS} s`, ours, {
    name: 'one frame over a raw WebSocket',
    timesMs: rawMs,
  });
}

async function loadEngine(
  engine: Engine,
  durationS: number,
  undo: AsyncDisposableStack,
  signal: AbortSignal,
): Promise<LoadRun> {
  if (!engine.server) throw new Error('The engine serves nothing.');
  const client = fork(CLIENT_PATH, [String(engine.server.port), engine.server.mintToken('hud')], {
    execArgv: [],
  });
  undo.defer(() => void client.kill('SIGKILL'));
  await once(client, 'message', { signal });
  const dueTimes = new DueTimes();
  let answeredCount = 0;
  undo.defer(
    engine.hub.subscribe((event) => {
      if (event.type === 'question.detected') dueTimes.detect(event.turnId, event.text);
      if (event.type === 'answer.completed' && event.status === 'complete' && dueTimes.knows(event.turnId))
        answeredCount += 1;
    }),
  );
  let acceptedCount = 0;
  const cpuBefore = process.cpuUsage();
  const startedNs = process.hrtime.bigint();
  const questionCount = QUESTIONS_PER_SECOND * durationS;
  for (let index = 0; index < questionCount; index += 1) {
    signal.throwIfAborted();
    const dueAtNs = startedNs + BigInt(Math.round((index * 1e9) / QUESTIONS_PER_SECOND));
    const aheadMs = Number(dueAtNs - process.hrtime.bigint()) / 1e6;
    // A timer wakes up to a millisecond late; what is due by then is asked at once, and counted from when it was due.
    if (aheadMs > 0) await systemClock.sleep(aheadMs);
    else await nextTurn();
    const text = loadQuestionAt(index);
    dueTimes.ask(text, dueAtNs);
    engine.execute({ type: 'ask', text }).then(
      () => (acceptedCount += 1),
      () => undefined,
    );
  }
  await engine.answered();
  const usedUs = computingUs(cpuBefore);
  const arriving = once(client, 'message', { signal }) as Promise<[Arrivals]>;
  client.send('report');
  const [arrivals] = await arriving;
  const firstBulletMs = dueTimes.waitsOf(arrivals);
  return { firstBulletMs, acceptedCount, answeredCount, computingUs: usedUs };
}
