import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { WebSocketServer, type WebSocket } from 'ws';
import { openOllamaServer } from '../../engine/answer/servers/ollama/ollama-server.ts';
import type { ChatModel } from '../../engine/answer/servers/base/chat-model.ts';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { median } from '../../engine/base/percentiles.ts';
import type { Bench, BenchRow } from './bench.ts';
import { atLeast, benchRow } from './bench-row.ts';
import type { FloodServer } from './relay-child.ts';

const CHILD_PATH = fileURLToPath(new URL('./relay-child.ts', import.meta.url));
/** Each token is ` x`. */
const TOKEN_CHARACTERS = 2;
/** Both sides wait here, so that the socket and not the heap holds what is under way. */
const BUFFER_LIMIT_BYTES = 1_024 * 1_024;

type Mode = 'raw' | 'frame a token' | 'frame a chunk';

/**
 * Tokens a second from a model server in one process, through the engine's reader, to a WebSocket client in
 * another, against a flood of ready-made frames over the same socket.
 */
export const bench: Bench = {
  name: 'relay',
  about: 'model server → reader → WebSocket client, in tokens a second against a raw WebSocket flood',
  run: (signal) => measureRelay({ roundCount: 9, tokenCount: 100_000 }, signal),
};

export async function measureRelay(
  { roundCount, tokenCount }: { readonly roundCount: number; readonly tokenCount: number },
  signal: AbortSignal,
): Promise<readonly BenchRow[]> {
  await using undo = new AsyncDisposableStack();
  const model = await openFlood(tokenCount, undo, signal);
  const socket = await openClient(undo);
  const rates: Record<Mode, number[]> = { raw: [], 'frame a token': [], 'frame a chunk': [] };
  // Interleaved, so that a busy moment of the machine meets all; the first round only warms up.
  for (let round = 0; round <= roundCount; round += 1) {
    for (const mode of Object.keys(rates) as Mode[]) {
      signal.throwIfAborted();
      const tookMs = await measure(mode, model, socket, signal, tokenCount);
      if (round > 0) rates[mode].push((tokenCount / tookMs) * 1_000);
    }
  }
  return [...ratioRows('frame a token', rates, 0.9), ...ratioRows('frame a chunk', rates, 2)];
}

function ratioRows(mode: Mode, rates: Record<Mode, number[]>, goalRatio: number): readonly BenchRow[] {
  const ratios = rates[mode].map((rate, index) => rate / (rates.raw[index] ?? Number.NaN));
  const peer = { name: 'raw WebSocket flood', p50: median(rates.raw) };
  return [
    benchRow(`relay, a ${mode}`, 'tokens/s', rates[mode], peer),
    atLeast({ p50: goalRatio }, benchRow(`relay, a ${mode}, against the raw flood`, 'ratio', ratios)),
  ];
}

async function measure(
  mode: Mode,
  model: ChatModel,
  socket: WebSocket,
  signal: AbortSignal,
  tokenCount: number,
): Promise<number> {
  const startedAtMs = performance.now();
  const ended = once(socket, 'message', { signal });
  if (mode === 'raw') await flood(socket, tokenCount);
  else await relay(mode, model, socket, signal);
  socket.send('end');
  await ended;
  return performance.now() - startedAtMs;
}

async function flood(socket: WebSocket, tokenCount: number): Promise<void> {
  const frame = JSON.stringify({ type: 'answer.extended', turnId: 'turn-1', text: ' x' });
  for (let index = 0; index < tokenCount; index += 1) {
    socket.send(frame);
    if (socket.bufferedAmount > BUFFER_LIMIT_BYTES) await drained(socket);
  }
}

async function relay(mode: Mode, model: ChatModel, socket: WebSocket, signal: AbortSignal): Promise<void> {
  const request = { messages: [{ role: 'user', content: 'Talk.' }], purpose: 'foreground' } as const;
  for await (const delta of model.chat(request, signal)) {
    if (delta.type !== 'content') continue;
    const stepCharacters = mode === 'frame a chunk' ? delta.text.length : TOKEN_CHARACTERS;
    for (let start = 0; start < delta.text.length; start += stepCharacters) {
      const text = delta.text.slice(start, start + stepCharacters);
      socket.send(`{"type":"answer.extended","turnId":"turn-1","text":${JSON.stringify(text)}}`);
    }
    if (socket.bufferedAmount > BUFFER_LIMIT_BYTES) await drained(socket);
  }
}

async function drained(socket: WebSocket): Promise<void> {
  while (socket.bufferedAmount > BUFFER_LIMIT_BYTES / 2) await new Promise(setImmediate);
}

async function openFlood(
  tokenCount: number,
  undo: AsyncDisposableStack,
  signal: AbortSignal,
): Promise<ChatModel> {
  const child = startChild(undo, ['model', String(tokenCount)]);
  const [listening] = (await once(child, 'message')) as [FloodServer];
  const server = undo.use(
    openOllamaServer({
      baseUrl: `http://127.0.0.1:${listening.port}`,
      permitCount: 1,
      allowRemoteModels: false,
      contextTokenCount: 4_096,
      clock: systemClock,
      log: silentLogger,
    }),
  );
  const model = await server.open('flood');
  for await (const delta of model.chat({ messages: [], purpose: 'prefill' }, signal)) {
    if (delta.type === 'done') break;
  }
  return model;
}

async function openClient(undo: AsyncDisposableStack): Promise<WebSocket> {
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  undo.defer(() => {
    for (const client of sockets.clients) client.terminate();
    sockets.close();
  });
  await once(sockets, 'listening');
  const connected = once(sockets, 'connection') as Promise<[WebSocket]>;
  startChild(undo, ['client', `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`]);
  return (await connected)[0];
}

function startChild(undo: AsyncDisposableStack, args: readonly string[]): ChildProcess {
  const child = fork(CHILD_PATH, [...args], { execArgv: [] });
  undo.defer(() => void child.kill('SIGKILL'));
  return child;
}
