import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { expect, test } from 'vitest';
import { pullFromOllama } from '../../../../../engine/answer/servers/ollama/ollama-pull.ts';
import { accessTo } from '../../../../../engine/base/server-access.ts';

/** Pulls from a server that answers as `serve` does. @returns the progress, and what it failed with. */
async function pull(
  serve: (response: ServerResponse) => void,
  { signal = new AbortController().signal, path = '', onProgress = (): void => undefined } = {},
) {
  const asked: unknown[] = [];
  const server = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (body: string) => {
      asked.push([request.url, request.headers.authorization, JSON.parse(body)]);
      serve(response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sockets: Socket[] = [];
  server.on('connection', (socket) => sockets.push(socket));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const access = accessTo('model', address, { token: 'secret', origins: [address] });
  const seen: (readonly [number, number])[] = [];
  try {
    for await (const progress of pullFromOllama(`${address}${path}`, access, 'tiny', signal)) {
      seen.push([progress.receivedBytes, progress.totalBytes]);
      onProgress();
    }
    return { asked, seen, error: undefined };
  } catch (error) {
    return { asked, seen, error };
  } finally {
    // Its connection is its own, and is closed whatever became of it.
    await expect.poll(() => sockets.every(({ destroyed }) => destroyed)).toBe(true);
    server.close();
  }
}

const lines = (...values: readonly object[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');

test('the progress is that of all layers, and the end is said', async () => {
  const layer = (digest: string, total: number, completed?: number): object => ({
    status: 'pulling',
    digest,
    total,
    ...(completed !== undefined && { completed }),
  });
  const body = lines(
    { status: 'pulling manifest' },
    layer('a', 100),
    layer('a', 100, 60),
    layer('b', 10, 5),
    layer('a', 100, 100),
    { status: 'success' },
    { status: 'never read' },
  );
  const { asked, seen, error } = await pull((response) => response.end(body), { path: '/ollama/' });
  expect(seen).toEqual([
    [0, 0],
    [0, 100],
    [60, 100],
    [65, 110],
    [105, 110],
    [105, 110],
  ]);
  expect(error).toBeUndefined();
  expect(asked).toEqual([['/ollama/api/pull', 'Bearer secret', { model: 'tiny', stream: true }]]);
});

test.each([
  ['an unknown name', lines({ error: 'pull model manifest: file does not exist' }), 'model-missing', 'tiny'],
  ['a full disk', lines({ error: 'write: no space left on device' }), 'disk-full', 'disk is full'],
  ['another failure', lines({ error: 'EOF' }), 'download-failed', 'could not fetch'],
  ['a failure as an object', lines({ error: { message: 'no space left' } }), 'disk-full', 'disk is full'],
  [
    'layers without end',
    lines(...Array.from({ length: 2_000 }, (_, index) => ({ status: 'x', digest: `${index}`, total: 1 }))),
    'download-failed',
    'does not understand',
  ],
  ['an end without a word', lines({ status: 'pulling' }), 'download-failed', 'broke off'],
  ['another program', '<html>\n', 'download-failed', 'does not understand'],
  [
    'progress below zero',
    lines({ status: 'x', digest: 'a', total: -1 }),
    'download-failed',
    'does not understand',
  ],
])('%s is reported as such', async (_what, body, code, words) => {
  const { error } = await pull((response) => response.end(body));
  expect(error).toMatchObject({ code, message: expect.stringContaining(words) as string });
});

test('null stands for nothing', async () => {
  const body = lines(
    { status: 'pulling manifest', digest: null, total: null, completed: null, error: null },
    { status: 'pulling', digest: 'a', total: 100, completed: null },
    { status: 'success', digest: null },
  );
  const { seen, error } = await pull((response) => response.end(body));
  expect(error).toBeUndefined();
  expect(seen).toEqual([
    [0, 0],
    [0, 100],
    [0, 100],
  ]);
});

test('a refusal is reported by its status, without the token', async () => {
  const { error } = await pull((response) => response.writeHead(401).end('secret'));
  expect(error).toMatchObject({ code: 'model-unauthorized' });
  expect((error as Error).message).not.toContain('secret');
});

test('a connection that breaks off is not an end', async () => {
  const { seen, error } = await pull((response) => {
    response.write(lines({ status: 'pulling' }), () => response.destroy());
  });
  expect([seen.length, (error as { code: string }).code]).toEqual([1, 'model-server-failed']);
});

test('an abort closes the connection, which is what ends the pull there, and gives its reason', async () => {
  const controller = new AbortController();
  const reason = new Error('by the user');
  const closed = Promise.withResolvers<void>();
  const { error } = await pull(
    (response) => {
      response.on('close', () => closed.resolve());
      response.write(lines({ status: 'pulling' }));
    },
    { signal: controller.signal, onProgress: () => controller.abort(reason) },
  );
  expect(error).toBe(reason);
  await closed.promise;
});
