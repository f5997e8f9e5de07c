import { startBenchEngine } from './answer-rig.ts';
import type { BenchRow } from './bench.ts';
import { computingUs, fillCache, loadQuestionAt, loadRows, type LoadRun } from './load-rows.ts';
import { queueUp, type Cost } from './queue-up.ts';
import { VirtualClock } from '../../test/fakes/virtual-clock.ts';

const QUESTIONS_PER_SECOND = 400;
const INTERVAL_MS = 1_000 / QUESTIONS_PER_SECOND;
const PEER_DURATION_S = 60;
/** The events of one cached answer. */
const FRAME_COUNT = 4;

/**
 * The load in virtual time: the engine's clock jumps from question to question, what the work
 * takes is measured. A question that is due while the work before it is not over waits for it, as it would in real
 * time, where one thread does it all.
 */
export async function measureVirtualLoad(
  durationS: number,
  signal: AbortSignal,
): Promise<readonly BenchRow[]> {
  const ours = await loadEngine(durationS, signal);
  const peer = await queueUp(loadOf(PEER_DURATION_S), () => Promise.resolve(answerBare()), signal);
  return loadRows(`${QUESTIONS_PER_SECOND} questions a second for ${durationS / 60} min`, ours, {
    name: 'a look-up in a Map and four frames as JSON',
    timesMs: peer,
  });
}

function loadOf(durationS: number): Parameters<typeof queueUp>[0] {
  return { questionCount: durationS * QUESTIONS_PER_SECOND, intervalMs: INTERVAL_MS };
}

async function loadEngine(durationS: number, signal: AbortSignal): Promise<LoadRun> {
  await using undo = new AsyncDisposableStack();
  const clock = new VirtualClock();
  const { engine } = await startBenchEngine(undo, signal, { clock, isServing: false });
  await fillCache(engine);
  let acceptedCount = 0;
  let answeredCount = 0;
  let firstBulletAtMs: number | undefined;
  engine.hub.subscribe((event) => {
    // What a server would send to its clients.
    JSON.stringify({ kind: 'event', event });
    if (event.type === 'answer.extended') firstBulletAtMs ??= performance.now();
    if (event.type === 'answer.completed' && event.status === 'complete') answeredCount += 1;
  });
  const askNext = async (index: number): Promise<Cost> => {
    const startedAtMs = performance.now();
    firstBulletAtMs = undefined;
    await engine.execute({ type: 'ask', text: loadQuestionAt(index) });
    acceptedCount += 1;
    await engine.answered();
    const answeredAtMs = performance.now();
    // What was due meanwhile, such as writing the history and the cache to the disk, takes the thread as well.
    await clock.advance(INTERVAL_MS);
    return {
      firstBulletMs: (firstBulletAtMs ?? answeredAtMs) - startedAtMs,
      busyMs: performance.now() - startedAtMs,
    };
  };
  const cpuBefore = process.cpuUsage();
  const firstBulletMs = await queueUp(loadOf(durationS), askNext, signal);
  return { firstBulletMs, acceptedCount, answeredCount, computingUs: computingUs(cpuBefore) };
}

const known = new Map(
  Array.from({ length: 50 }, (_, index) => [loadQuestionAt(index), ['A first point about it']]),
);
let askedCount = 0;

function answerBare(): Cost {
  const startedAtMs = performance.now();
  const bullets = known.get(loadQuestionAt((askedCount += 1)));
  for (let index = 0; index < FRAME_COUNT; index += 1) {
    JSON.stringify({ kind: 'event', event: { type: 'answer.extended', seq: index, bullets } });
  }
  const tookMs = performance.now() - startedAtMs;
  return { firstBulletMs: tookMs, busyMs: tookMs };
}
