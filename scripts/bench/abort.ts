import { connect } from 'node:net';
import { once } from 'node:events';
import { openOllamaServer } from '../../engine/answer/servers/ollama/ollama-server.ts';
import { openPool } from '../../engine/answer/servers/base/http-stream.ts';
import type { ChatModel } from '../../engine/answer/servers/base/chat-model.ts';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { median } from '../../engine/base/percentiles.ts';
import { startFakeOllama } from '../../test/fakes/ollama-server.ts';
import type { FakeOllama } from '../../test/fakes/ollama/types.ts';
import type { Bench, BenchRow } from './bench.ts';
import { atMost, benchRow } from './bench-row.ts';

const TOKENS_PER_SECOND = 2_000;
const REQUEST = { messages: [{ role: 'user', content: 'Talk.' }], purpose: 'foreground' } as const;

/** How long an aborted answer lasts: until our side is silent, and until the server knows. */
export const bench: Bench = {
  name: 'abort',
  about: 'an answer aborted mid-stream, 1,000 times',
  run: (signal) => measureAborts(1_000, signal),
};

export async function measureAborts(roundCount: number, signal: AbortSignal): Promise<readonly BenchRow[]> {
  await using fake = await startFakeOllama({
    models: [{ name: 'toy' }],
    answers: () => '- word'.repeat(5_000),
    tokensPerSecond: TOKENS_PER_SECOND,
  });
  await using server = openOllamaServer({
    baseUrl: fake.url,
    permitCount: 1,
    allowRemoteModels: false,
    contextTokenCount: 4_096,
    clock: systemClock,
    log: silentLogger,
  });
  const model = await server.open('toy');
  await model.preload(signal);
  const baselineCount = fake.openSocketCount;
  const silentMs: number[] = [];
  const noticedMs: number[] = [];
  const rawMs: number[] = [];
  const bareSilentMs: number[] = [];
  const pool = openPool(fake.url, 1);
  await using undo = new AsyncDisposableStack();
  undo.defer(() => pool.destroy());
  for (let round = 0; round < roundCount; round += 1) {
    const { abortedAtMs, silentAtMs } = await abortOnce(model, signal);
    silentMs.push(silentAtMs - abortedAtMs);
    noticedMs.push((await newestAbort(fake, signal)) - abortedAtMs);
    if (round % 4 > 0) continue;
    rawMs.push(await destroyOnce(fake, signal));
    bareSilentMs.push(await abortBare(pool, signal));
    await newestAbort(fake, signal);
  }
  const leftCount = Math.max(0, fake.openSocketCount - baselineCount);
  return [
    benchRow('abort until our side is silent', 'ms', silentMs, {
      name: 'a bare undici request aborted',
      p50: median(bareSilentMs),
    }),
    atMost(
      { p99: 50 },
      benchRow('abort until the server knows', 'ms', noticedMs, {
        name: 'a raw socket destroyed',
        p50: median(rawMs),
      }),
    ),
    atMost(0, benchRow('sockets above the baseline afterwards', 'count', [leftCount])),
  ];
}

async function abortOnce(
  model: ChatModel,
  signal: AbortSignal,
): Promise<{ readonly abortedAtMs: number; readonly silentAtMs: number }> {
  const controller = new AbortController();
  let abortedAtMs = Number.NaN;
  try {
    for await (const _ of model.chat(REQUEST, AbortSignal.any([signal, controller.signal]))) {
      abortedAtMs = performance.now();
      controller.abort(new Error('measured'));
    }
  } catch (error) {
    if (!controller.signal.aborted) throw error;
  }
  return { abortedAtMs, silentAtMs: performance.now() };
}

async function abortBare(pool: ReturnType<typeof openPool>, signal: AbortSignal): Promise<number> {
  const controller = new AbortController();
  const { body } = await pool.request({
    method: 'POST',
    path: '/api/chat',
    body: JSON.stringify({ model: 'toy', messages: REQUEST.messages, options: { num_ctx: 4_096 } }),
    signal: AbortSignal.any([signal, controller.signal]),
  });
  let abortedAtMs = Number.NaN;
  try {
    for await (const _ of body) {
      abortedAtMs = performance.now();
      controller.abort(new Error('measured'));
    }
  } catch (error) {
    if (!controller.signal.aborted) throw error;
  }
  return performance.now() - abortedAtMs;
}

/** When the fake, in this process and so on this clock, saw the connection close. */
async function newestAbort(fake: FakeOllama, signal: AbortSignal): Promise<number> {
  while (fake.activeCount > 0) await systemClock.sleep(1, signal);
  return fake.aborts.at(-1)?.atMs ?? Number.NaN;
}

async function destroyOnce(fake: FakeOllama, signal: AbortSignal): Promise<number> {
  const body = JSON.stringify({ model: 'toy', messages: REQUEST.messages, options: { num_ctx: 4_096 } });
  const socket = connect(fake.port, '127.0.0.1');
  socket.write(
    `POST /api/chat HTTP/1.1\r\nHost: a\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  await once(socket, 'data', { signal });
  const destroyedAtMs = performance.now();
  socket.destroy();
  return (await newestAbort(fake, signal)) - destroyedAtMs;
}
