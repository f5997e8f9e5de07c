import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EngineError } from '../../../engine/base/engine-error.ts';
import { createOutbox, SOFT_BACKLOG_BYTES } from '../../../engine/server/client-outbox.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { settle } from '../../fakes/settle.ts';

/** More than the system takes in while a client reads nothing. */
const FLOOD_COUNT = 150;
const BIG = 'x'.repeat(SOFT_BACKLOG_BYTES);

let server: WebSocketServer;
let client: WebSocket;
let socket: WebSocket;
let closed: AbortController;
let clock: ManualClock;
beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  [socket] = (await once(server, 'connection')) as [WebSocket];
  await once(client, 'open');
  closed = new AbortController();
  socket.on('close', () => closed.abort());
  clock = new ManualClock();
});
afterEach(async () => {
  client.terminate();
  await new Promise((resolve) => server.close(resolve));
});

const open = () => createOutbox(socket, clock, () => closed.signal);
const refusalOf = (message: string): EngineError => new EngineError('busy', message, 'Wait.');

test('a refusal goes out with the number and the words of its error', async () => {
  open().refuse(7, refusalOf('Busy.'));
  const [data] = (await once(client, 'message')) as [Buffer];
  expect(JSON.parse(data.toString())).toEqual({
    kind: 'refused',
    id: 7,
    code: 'busy',
    message: 'Busy.',
    remedy: 'Wait.',
  });
});

test('nothing is read from a client before it has read its replies', async () => {
  const outbox = open();
  const heard: string[] = [];
  socket.on('message', (data: Buffer) => heard.push(data.toString()));
  client.pause();
  for (let index = 0; index < FLOOD_COUNT; index += 1) outbox.refuse(index, refusalOf(BIG));
  expect(outbox.isHeldBack).toBe(true);
  client.send('more');
  await settle();
  expect(heard).toEqual([]);
  client.resume();
  await expect.poll(() => heard).toEqual(['more']);
  expect([outbox.isHeldBack, clock.sleeperCount]).toEqual([false, 0]);
});

test('a client that reads nothing for ten seconds is hung up on', async () => {
  const outbox = open();
  client.pause();
  for (let index = 0; index < FLOOD_COUNT; index += 1) outbox.refuse(index, refusalOf(BIG));
  await clock.advance(9_999);
  expect(socket.readyState).toBe(WebSocket.OPEN);
  await clock.advance(1);
  await expect.poll(() => socket.readyState).toBe(WebSocket.CLOSED);
});

test('what waits for the backlog is not called once the socket is closed', async () => {
  const outbox = open();
  let drainCount = 0;
  outbox.whenDrained(() => (drainCount += 1));
  await expect.poll(() => drainCount).toBe(1);
  client.pause();
  for (let index = 0; index < FLOOD_COUNT; index += 1) outbox.refuse(index, refusalOf(BIG));
  outbox.whenDrained(() => (drainCount += 1));
  socket.terminate();
  await expect.poll(() => clock.sleeperCount).toBe(0);
  expect(drainCount).toBe(1);
});
