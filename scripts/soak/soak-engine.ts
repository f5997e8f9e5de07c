import { readdirSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { openFileSource } from '../../engine/capture/file-source.ts';
import { startEngine } from '../../engine/index.ts';
import { settledHeapBytes } from '../../test/fakes/settled-heap.ts';

/**
 * The engine of the soak in a separate process: hears one call after another as fast as it can follow, and reads
 * its own memory when asked.
 */

export interface SoakStart {
  readonly dataDir: string;
  readonly ollamaUrl: string;
}

export type ToSoakEngine =
  | { readonly type: 'start'; readonly start: SoakStart }
  | { readonly type: 'read' }
  | { readonly type: 'stop' };

export type FromSoakEngine =
  | { readonly type: 'ready'; readonly port: number; readonly token: string }
  | ({ readonly type: 'reading' } & SoakReading);

/** What the process uses after a collection, and what came of the calls so far. */
export interface SoakReading {
  readonly atMs: number;
  readonly heapBytes: number;
  readonly residentBytes: number;
  /** Open files and sockets; those of the clients that are connected included. */
  readonly handleCount: number;
  readonly callCount: number;
  readonly transcriptCount: number;
  readonly answerCount: number;
  /** Of answers that ended otherwise: the model server misbehaved. */
  readonly brokenAnswerCount: number;
  readonly speechProcessId: number | null;
}

const PROJECT_ROOT = path.resolve(import.meta.dirname, '..', '..');
const CALL = path.join(PROJECT_ROOT, 'test', 'fixtures', 'call-sales.wav');

const counts = { callCount: 0, transcriptCount: 0, answerCount: 0, brokenAnswerCount: 0 };
const stop = new AbortController();
process.once('disconnect', () => process.exit(1));
process.on('message', (message: ToSoakEngine) => {
  if (message.type === 'start') void run(message.start);
  if (message.type === 'stop') stop.abort();
});

async function run({ dataDir, ollamaUrl }: SoakStart): Promise<void> {
  {
    await using engine = await startEngine(
      {
        config: {
          dataDir,
          port: 0,
          logLevel: 'warn',
          overrides: {
            model: { backend: 'ollama', ollamaUrl },
            speech: { model: path.join(PROJECT_ROOT, 'assets', 'demo', 'toy-speech.bin'), language: 'en' },
          },
        },
        assetsDirectory: path.join(PROJECT_ROOT, 'assets'),
        staticDirectory: dataDir,
        appVersion: 'soak',
        warm: ['speech', 'model'],
        log: silentLogger,
      },
      AbortSignal.timeout(60_000),
    );
    engine.hub.subscribe((event) => {
      if (event.type === 'transcript.completed') counts.transcriptCount += 1;
      if (event.type !== 'answer.completed') return;
      if (event.status === 'complete') counts.answerCount += 1;
      else counts.brokenAnswerCount += 1;
    });
    process.on('message', (message: ToSoakEngine) => {
      if (message.type === 'read') void sendReading(engine.speechProcessId ?? null);
    });
    await Promise.all([engine.speechReady(), engine.modelChosen()]);
    send({
      type: 'ready',
      port: engine.server?.port ?? 0,
      token: engine.server?.mintToken('hud') ?? '',
    });
    while (!stop.signal.aborted) {
      const source = await openFileSource({ path: CALL, channel: 'them', isFast: true, clock: systemClock });
      const session = engine.listenTo([source], { isDemo: false, isPaced: true });
      const stopped = new Promise<void>((resolve) =>
        stop.signal.addEventListener('abort', () => resolve(), { once: true }),
      );
      await Promise.race([session.done, stopped]);
      counts.callCount += 1;
    }
  }
  process.exit(0);
}

async function sendReading(speechProcessId: number | null): Promise<void> {
  const heapBytes = await settledHeapBytes();
  send({
    type: 'reading',
    atMs: performance.now(),
    heapBytes,
    residentBytes: process.memoryUsage.rss(),
    handleCount: handleCount(),
    speechProcessId,
    ...counts,
  });
}

function send(message: FromSoakEngine): void {
  process.send?.(message);
}

/** As the kernel lists them; elsewhere as Node does. */
function handleCount(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return process.getActiveResourcesInfo().length;
  }
}
