import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openPool } from '../../engine/answer/servers/base/http-stream.ts';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { startEngine } from '../../engine/index.ts';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import { startFakeOllama } from '../../test/fakes/ollama-server.ts';
import { settledHeapBytes } from '../../test/fakes/settled-heap.ts';

/** Processes of the flood bench: a model server, the engine, and a bare client that does the same by hand. */

/** 1,000 questions in 10 s. */
const INTERVAL_MS = 10;
/** An answer takes longer than the next question, so that each one is superseded. */
const FIRST_TOKEN_MS = 5;
const TOKENS_PER_SECOND = 200;
const ANSWER = '- A first point about it\n- A second point about it\n- A third point about it';

export interface FloodSize {
  readonly warmUpCount: number;
  readonly questionCount: number;
  /** Until nothing is written any more. */
  readonly settleMs: number;
}

export interface ModelReady {
  readonly url: string;
}

/** What the model server saw. */
export interface ModelCounts {
  /** Answers in work or waiting at once, at most. */
  readonly peakActiveCount: number;
}

export interface FloodReport {
  /** What stayed in use after a collection, and the resident peak, against the state before. */
  readonly heapGrowthBytes: number;
  readonly residentGrowthBytes: number;
  readonly elapsedMs: number;
  /** From the last question to its whole answer. */
  readonly lastAnswerMs: number;
  readonly supersededCount: number;
  /** In full: the last, and any that was done before a late timer asked the next. */
  readonly answeredCount: number;
}

/** Starts to answer a question and drops the one before. */
interface Asker extends AsyncDisposable {
  ask(text: string): void;
  /** Settles when the answer to the newest question has ended. */
  lastEnded(): Promise<void>;
  readonly supersededCount: number;
  /** Questions answered in full. */
  readonly answeredCount: number;
}

const [, , role = '', url = '', size = ''] = process.argv;
process.once('disconnect', () => process.exit(0));
if (role === 'model') await runModelServer();
else {
  const asker = role === 'engine' ? await openEngineAsker() : openBareAsker();
  process.send?.(await flood(asker, JSON.parse(size) as FloodSize));
}

async function runModelServer(): Promise<void> {
  const fake = await startFakeOllama({
    answers: () => ANSWER,
    firstTokenMs: FIRST_TOKEN_MS,
    tokensPerSecond: TOKENS_PER_SECOND,
  });
  let peakActiveCount = 0;
  setInterval(() => {
    peakActiveCount = Math.max(peakActiveCount, fake.activeCount);
  }, 1);
  process.on('message', () => {
    process.send?.({ peakActiveCount } satisfies ModelCounts);
  });
  process.send?.({ url: fake.url } satisfies ModelReady);
}

async function flood(
  opened: Asker,
  { warmUpCount, questionCount, settleMs }: FloodSize,
): Promise<FloodReport> {
  await using asker = opened;
  await askMany(asker, warmUpCount, 'warm-up');
  await systemClock.sleep(settleMs);
  const { supersededCount: supersededBefore, answeredCount: answeredBefore } = asker;
  const heapBytes = await settledHeapBytes();
  const residentBytes = process.memoryUsage.rss();
  let peakBytes = residentBytes;
  const sampling = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }, 50);
  const { elapsedMs, lastAnswerMs } = await askMany(asker, questionCount, 'case');
  clearInterval(sampling);
  await systemClock.sleep(settleMs);
  return {
    heapGrowthBytes: (await settledHeapBytes()) - heapBytes,
    residentGrowthBytes: peakBytes - residentBytes,
    elapsedMs,
    lastAnswerMs,
    supersededCount: asker.supersededCount - supersededBefore,
    answeredCount: asker.answeredCount - answeredBefore,
  };
}

async function askMany(
  asker: Asker,
  count: number,
  subject: string,
): Promise<Pick<FloodReport, 'elapsedMs' | 'lastAnswerMs'>> {
  const startedAtMs = performance.now();
  for (let index = 0; index < count; index += 1) {
    // Against an absolute plan, so that late timers do not stretch the flood.
    await systemClock.sleep(Math.max(0, startedAtMs + index * INTERVAL_MS - performance.now()));
    asker.ask(`What is the meaning of ${subject} number ${index}?`);
  }
  const lastAskedAtMs = performance.now();
  await asker.lastEnded();
  const lastAnswerMs = performance.now() - lastAskedAtMs;
  return { elapsedMs: lastAskedAtMs - startedAtMs, lastAnswerMs };
}

async function openEngineAsker(): Promise<Asker> {
  const undo = new AsyncDisposableStack();
  const dataDir = await mkdtemp(path.join(tmpdir(), 'sotto-flood-'));
  undo.defer(() => rm(dataDir, { recursive: true, force: true }));
  const engine = undo.use(
    await startEngine(
      {
        config: {
          dataDir,
          port: 0,
          logLevel: 'warn',
          overrides: { model: { backend: 'ollama', ollamaUrl: url, prewarm: false } },
        },
        assetsDirectory: fileURLToPath(new URL('../../assets', import.meta.url)),
        appVersion: 'bench',
        warm: ['model'],
        log: silentLogger,
      },
      new AbortController().signal,
    ),
  );
  await engine.modelChosen();
  let newest = '';
  let newestTurnId: string | undefined;
  let ended = Promise.withResolvers<void>();
  let supersededCount = 0;
  let answeredCount = 0;
  engine.hub.subscribe((event: EngineEvent) => {
    if (event.type === 'answer.started' && event.question === newest) newestTurnId = event.turnId;
    if (event.type !== 'answer.completed') return;
    if (event.status === 'superseded') supersededCount += 1;
    if (event.status === 'complete') answeredCount += 1;
    if (event.turnId === newestTurnId) ended.resolve();
  });
  return {
    ask(text) {
      newest = text;
      newestTurnId = undefined;
      ended = Promise.withResolvers();
      engine.execute({ type: 'ask', text }).catch(ended.reject);
    },
    lastEnded: () => ended.promise,
    get supersededCount() {
      return supersededCount;
    },
    get answeredCount() {
      return answeredCount;
    },
    [Symbol.asyncDispose]: () => undo.disposeAsync(),
  };
}

/** The same exchange over the same kind of pool, with nothing of the engine around it. */
function openBareAsker(): Asker {
  const pool = openPool(url, 1);
  let stopper = new AbortController();
  let ended = Promise.resolve();
  let supersededCount = 0;
  let answeredCount = 0;
  return {
    ask(text) {
      stopper.abort();
      stopper = new AbortController();
      ended = note(readWhole(text, stopper.signal));
    },
    lastEnded: () => ended,
    get supersededCount() {
      return supersededCount;
    },
    get answeredCount() {
      return answeredCount;
    },
    [Symbol.asyncDispose]: () => pool.destroy(),
  };

  async function note(reading: Promise<boolean>): Promise<void> {
    try {
      if (await reading) answeredCount += 1;
    } catch {
      supersededCount += 1;
    }
  }

  async function readWhole(content: string, signal: AbortSignal): Promise<boolean> {
    const { body } = await pool.request({
      method: 'POST',
      path: '/api/chat',
      body: JSON.stringify({ model: 'simulated:latest', messages: [{ role: 'user', content }] }),
      signal,
    });
    return (await body.text()).includes('"done":true');
  }
}
