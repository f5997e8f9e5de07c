import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { startEngine, type Engine } from '../../engine/index.ts';
import type { EngineEvent } from '../../engine/protocol/events.ts';
import type { SettingsPatch } from '../../engine/protocol/settings.ts';
import type { ClientChildMessage } from './client-child.ts';
import type { ModelChildMessage } from './model-child.ts';

const ASSETS_DIRECTORY = fileURLToPath(new URL('../../assets', import.meta.url));
const CLIENT_PATH = fileURLToPath(new URL('./client-child.ts', import.meta.url));
const CHILD_PATH = fileURLToPath(new URL('./model-child.ts', import.meta.url));

/** The whole engine with its server, a model server in another process, and a client in a third. */
export interface AnswerBenchRig {
  readonly engine: Engine;
  readonly modelUrl: string;
  /** @returns ms from the typed command to the frame with the first bullet; settles once the answer is complete. */
  ask(text: string): Promise<number>;
}

/**
 * The whole engine, with its server unless `isServing` is false, and a model server in another process.
 * @param options.clock the system's when absent.
 */
export async function startBenchEngine(
  undo: AsyncDisposableStack,
  signal: AbortSignal,
  options: { readonly clock?: Clock; readonly isServing?: boolean; readonly socketLimitCount?: number } = {},
): Promise<Pick<AnswerBenchRig, 'engine' | 'modelUrl'>> {
  const child = fork(CHILD_PATH, [], { execArgv: [] });
  undo.defer(() => void child.kill('SIGKILL'));
  const [{ url }] = (await once(child, 'message', { signal })) as [ModelChildMessage];
  const dataDir = await mkdtemp(path.join(tmpdir(), 'sotto-bench-'));
  undo.defer(() => rm(dataDir, { recursive: true, force: true }));
  const overrides: SettingsPatch = { model: { backend: 'ollama', ollamaUrl: url, prewarm: false } };
  const { clock, isServing = true, socketLimitCount } = options;
  const engine = undo.use(
    await startEngine(
      {
        config: { dataDir, port: 0, logLevel: 'warn', overrides, socketLimitCount },
        assetsDirectory: ASSETS_DIRECTORY,
        appVersion: 'bench',
        ...(isServing && { staticDirectory: dataDir }),
        ...(clock && { clock }),
        warm: ['model'],
        log: silentLogger,
      },
      signal,
    ),
  );
  await engine.modelChosen();
  return { engine, modelUrl: url };
}

export async function openAnswerBench(
  undo: AsyncDisposableStack,
  signal: AbortSignal,
): Promise<AnswerBenchRig> {
  const { engine, modelUrl } = await startBenchEngine(undo, signal);
  if (!engine.server) throw new Error('The engine serves nothing.');
  const answered = await openClient(undo, [String(engine.server.port), engine.server.mintToken('hud')]);
  const ask = (text: string): Promise<number> =>
    answered(() => {
      engine.execute({ type: 'ask', text }).catch(() => undefined);
    });
  return { engine, modelUrl, ask };
}

/**
 * A WebSocket of `ws` alone from this process to another: what any frame costs here.
 * @returns a function that sends an answer of two frames and returns after how many ms the first arrived.
 */
export async function openRawSocket(
  undo: AsyncDisposableStack,
): Promise<(prepare: () => Promise<void>) => Promise<number>> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  undo.defer(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  await once(server, 'listening');
  const connected = once(server, 'connection') as Promise<[WebSocket]>;
  const answered = await openClient(undo, [String((server.address() as AddressInfo).port)]);
  const [socket] = await connected;
  return (prepare) =>
    answered(async () => {
      await prepare();
      socket.send(SAMPLE_FRAME);
      socket.send('{"type":"answer.completed"}');
    });
}

/** @returns a function that starts something and returns after how many ms its first bullet reached the client. */
async function openClient(
  undo: AsyncDisposableStack,
  args: readonly string[],
): Promise<(start: () => void | Promise<void>) => Promise<number>> {
  const child = fork(CLIENT_PATH, [...args], { execArgv: [] });
  undo.defer(() => void child.kill('SIGKILL'));
  await once(child, 'message');
  return async (start) => {
    const answered = once(child, 'message') as Promise<[ClientChildMessage]>;
    const startedNs = process.hrtime.bigint();
    await start();
    const [{ kind, atNs }] = await answered;
    if (kind === 'failed') throw new Error('The engine could not answer.');
    return Number(BigInt(atNs) - startedNs) / 1e6;
  };
}

/** About as long as the frame of a first bullet. */
const SAMPLE_FRAME = JSON.stringify({
  kind: 'event',
  event: {
    type: 'answer.extended',
    seq: 1_000,
    atMs: 123_456.789,
    turnId: 'turn-1000',
    bullets: ['A first point about it'],
  } satisfies EngineEvent,
});
