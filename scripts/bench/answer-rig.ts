import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { silentLogger } from '../../engine/base/logger.ts';
import { startEngine, type Engine } from '../../engine/index.ts';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import type { SettingsPatch } from '../../engine/protocol/settings.ts';
import { connectClient } from '../../test/fakes/protocol-client.ts';
import type { ModelChildMessage } from './model-child.ts';
import { percentile, type BenchRow } from './bench.ts';

const ASSETS_DIRECTORY = fileURLToPath(new URL('../../assets', import.meta.url));
const CHILD_PATH = fileURLToPath(new URL('./model-child.ts', import.meta.url));

/** The whole engine with its server, a model server in another process, and a client on the socket. */
export interface AnswerBenchRig {
  readonly engine: Engine;
  readonly modelUrl: string;
  /** @returns ms from the typed command to the frame with the first bullet; settles once the answer is complete. */
  ask(text: string): Promise<number>;
}

export async function openAnswerBench(
  undo: AsyncDisposableStack,
  signal: AbortSignal,
): Promise<AnswerBenchRig> {
  const child = fork(CHILD_PATH, [], { execArgv: [] });
  undo.defer(() => void child.kill('SIGKILL'));
  const [{ url }] = (await once(child, 'message', { signal })) as [ModelChildMessage];
  const dataDir = await mkdtemp(path.join(tmpdir(), 'sotto-bench-'));
  undo.defer(() => rm(dataDir, { recursive: true, force: true }));
  const overrides: SettingsPatch = { model: { backend: 'ollama', ollamaUrl: url, prewarm: false } };
  const engine = undo.use(
    await startEngine(
      {
        config: { dataDir, port: 0, logLevel: 'warn', overrides },
        assetsDirectory: ASSETS_DIRECTORY,
        appVersion: 'bench',
        staticDirectory: dataDir,
        warm: ['model'],
        log: silentLogger,
      },
      signal,
    ),
  );
  await engine.modelChosen();
  if (!engine.server) throw new Error('The engine serves nothing.');
  // Its hello and welcome done, the client's socket is read directly: parsing would be the client's time.
  const client = undo.use(
    await connectClient({ port: engine.server.port, token: engine.server.mintToken('hud') }),
  );
  let onFrame: (data: Buffer) => void = () => undefined;
  client.socket.removeAllListeners('message');
  client.socket.on('message', (data) => onFrame(data as Buffer));

  const ask = (text: string): Promise<number> =>
    new Promise((resolve, reject) => {
      let firstBulletMs: number | undefined;
      onFrame = (data) => {
        const atMs = performance.now();
        if (data.includes('"answer.extended"')) firstBulletMs ??= atMs - askedAtMs;
        if (data.includes('"failed"')) reject(new Error(data.toString()));
        if (data.includes('"answer.completed"') && firstBulletMs !== undefined) resolve(firstBulletMs);
      };
      const askedAtMs = performance.now();
      engine.execute({ type: 'ask', text }).catch(reject);
    });
  return { engine, modelUrl: url, ask };
}

/** A WebSocket of `ws` alone between this process and itself: what any frame costs here. */
export async function openRawSocket(undo: AsyncDisposableStack): Promise<(frame: string) => Promise<void>> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  undo.defer(() => {
    server.close();
  });
  await once(server, 'listening');
  const connected = once(server, 'connection') as Promise<[WebSocket]>;
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    perMessageDeflate: false,
  });
  undo.defer(() => client.terminate());
  const [socket] = await connected;
  return async (frame) => {
    const received = once(client, 'message');
    socket.send(frame);
    await received;
  };
}

export function timesRow(
  name: string,
  timesMs: readonly number[],
): Pick<BenchRow, 'name' | 'p50' | 'p95' | 'p99' | 'unit'> {
  return {
    name,
    p50: percentile(timesMs, 0.5),
    p95: percentile(timesMs, 0.95),
    p99: percentile(timesMs, 0.99),
    unit: 'ms',
  };
}

/** About as long as the frame of a first bullet. */
export const SAMPLE_FRAME = JSON.stringify({
  kind: 'event',
  event: {
    type: 'answer.extended',
    seq: 1_000,
    atMs: 123_456.789,
    turnId: 'turn-1000',
    bullets: ['A first point about it'],
  } satisfies EngineEvent,
});
