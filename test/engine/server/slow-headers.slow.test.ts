import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startTestServer } from './start-test-server.ts';

test('headers that trickle in are cut off while pages are still served', async () => {
  const pages = await mkdtemp(path.join(tmpdir(), 'sotto-pages-'));
  onTestFinished(() => rm(pages, { recursive: true }));
  await writeFile(path.join(pages, 'index.html'), '<!doctype html><title>Sotto</title>');
  await using running = await startTestServer({ staticDirectory: pages });
  const { port } = running.server;
  const slow = Array.from({ length: 500 }, () => connect(port, '127.0.0.1'));
  const ended = slow.map(
    (socket) =>
      new Promise((resolve) => {
        socket.on('error', () => undefined).once('close', resolve);
        socket.resume();
      }),
  );
  // Every second one begins the upgrade to a WebSocket.
  for (const [index, socket] of slow.entries()) {
    const upgrade = index % 2 ? 'Connection: Upgrade\r\nUpgrade: websocket\r\n' : '';
    socket.write(`GET /socket HTTP/1.1\r\n${upgrade}Host: `);
  }
  const dripping = setInterval(() => {
    for (const socket of slow) if (socket.writable) socket.write('a');
  }, 1_000);
  onTestFinished(() => clearInterval(dripping));
  expect((await fetch(`${running.server.origin}/`)).status).toBe(200);
  await Promise.all(ended);
});
