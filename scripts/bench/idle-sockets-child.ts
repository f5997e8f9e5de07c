import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { systemClock } from '../../engine/base/clock.ts';
import { PROTOCOL_VERSION } from '../../engine/protocol/messages.ts';
import { openSocket } from '../../test/fakes/protocol-client.ts';
import { settledHeapBytes } from '../../test/fakes/settled-heap.ts';
import { startBenchEngine } from './answer-rig.ts';

/** Processes of the idle sockets: the engine, a bare server in its place, and all the clients. */

export interface Served {
  readonly port: number;
  readonly token: string;
}

export interface MemoryReading {
  readonly socketCount: number;
  /** In use after a collection, buffers outside of the heap included. */
  readonly heapBytes: number;
  readonly residentBytes: number;
}

const WAVE_COUNT = 100;

const [, , role = '', count = '', ...rest] = process.argv;
process.once('disconnect', () => process.exit(0));
if (role === 'clients') await openClients(Number(count), rest);
else if (role === 'engine') await serveEngine(Number(count), Number(rest[0]));
else await serveBare(Number(rest[0]));

async function serveEngine(socketLimitCount: number, settleMs: number): Promise<void> {
  const undo = new AsyncDisposableStack();
  const { engine } = await startBenchEngine(undo, new AbortController().signal, { socketLimitCount });
  const { server } = engine;
  if (!server) throw new Error('The engine serves nothing.');
  answerReadings(() => server.clientCount, settleMs);
  process.send?.({ port: server.port, token: server.mintToken('hud') } satisfies Served);
}

async function serveBare(settleMs: number): Promise<void> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  server.on('connection', (socket) => socket.on('message', () => socket.send('{"kind":"welcome"}')));
  await once(server, 'listening');
  answerReadings(() => server.clients.size, settleMs);
  process.send?.({ port: (server.address() as AddressInfo).port, token: '' } satisfies Served);
}

function answerReadings(socketCount: () => number, settleMs: number): void {
  const read = async (): Promise<void> => {
    await systemClock.sleep(settleMs);
    const heapUsedBytes = await settledHeapBytes();
    const { external, rss } = process.memoryUsage();
    process.send?.({
      socketCount: socketCount(),
      heapBytes: heapUsedBytes + external,
      residentBytes: rss,
    } satisfies MemoryReading);
  };
  process.on('message', () => void read());
}

/** In waves, so that no connection waits longer than a handshake may. */
async function openClients(socketCount: number, [port = '', token = '']: readonly string[]): Promise<void> {
  for (let openedCount = 0; openedCount < socketCount; openedCount += WAVE_COUNT) {
    await Promise.all(
      Array.from({ length: Math.min(WAVE_COUNT, socketCount - openedCount) }, () => openClient(port, token)),
    );
  }
  process.send?.('open');
}

/** Settles once the server has welcomed the client. */
async function openClient(port: string, token: string): Promise<void> {
  const socket =
    token === ''
      ? new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false })
      : openSocket(Number(port), token);
  await once(socket, 'open');
  const welcome = once(socket, 'message');
  socket.send(JSON.stringify({ kind: 'hello', protocol: PROTOCOL_VERSION }));
  await welcome;
}
