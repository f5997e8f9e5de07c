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
  const slow = Array.from({ length: 100 }, () => connect(port, '127.0.0.1'));
  const ended = slow.map(
    (socket) =>
      new Promise((resolve) => {
        socket.on('error', () => undefined).once('close', resolve);
        socket.resume();
      }),
  );
  for (const socket of slow) socket.write('GET / HTTP/1.1\r\nHost: ');
  expect((await fetch(`${running.server.origin}/`)).status).toBe(200);
  await Promise.all(ended);
});
