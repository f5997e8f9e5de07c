import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { frame, openRawSocket } from './raw-frames.ts';
import { startTestServer } from './start-test-server.ts';

/** A clock whose timers never end. */
const STANDING = { nowMs: () => 0, wallMs: () => 0, sleep: () => new Promise<void>(() => undefined) };

test('a client that does not read its replies is read no more, and its replies do not pile up', async () => {
  await using server = await startTestServer({ clock: STANDING });
  await using flooding = await server.connect();
  await using healthy = await server.connect();
  flooding.socket.pause();
  const command = JSON.stringify({ kind: 'command', id: 7, command: { type: 'cancel' } });
  let commandCount = 0;
  // Until the flooding client's own system takes no more.
  while (flooding.socket.bufferedAmount < 1_000_000 && commandCount < 1_000_000) {
    for (let index = 0; index < 500; index += 1) flooding.socket.send(command);
    commandCount += 500;
    await nextTurn();
  }
  for (let turns = 0; turns < 1_000; turns += 1) await nextTurn();
  expect(flooding.socket.bufferedAmount).toBeGreaterThan(500_000);
  expect(await healthy.command({ type: 'cancel' })).toMatchObject({ kind: 'accepted' });
  const heldBackBytes = flooding.socket.bufferedAmount;
  flooding.socket.resume();
  await expect.poll(() => flooding.socket.bufferedAmount).toBeLessThan(heldBackBytes);
});

test('a client that pings and never reads is hung up on before the answers pile up', async () => {
  await using server = await startTestServer({ clock: STANDING });
  const { socket } = await openRawSocket(server.server.port, server.server.mintToken('hud'));
  socket.pause();
  const pings = Buffer.concat(Array.from({ length: 1_000 }, () => frame('p'.repeat(125), { opcode: 9 })));
  // Closed before the two systems between them have taken the answers to so many.
  for (let round = 0; round < 1_000 && !socket.destroyed; round += 1) {
    socket.write(pings);
    await nextTurn();
  }
  await expect.poll(() => server.server.clientCount).toBe(0);
});
