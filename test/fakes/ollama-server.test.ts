import { expect, test } from 'vitest';
import { startFakeOllama } from './ollama-server.ts';
import type { FakeOllama } from './ollama/types.ts';
import { eventually } from './eventually.ts';

/** The fake is what many tests believe in, so it has some of its own. */

async function post(fake: FakeOllama, path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  return fetch(`${fake.url}${path}`, { method: 'POST', body: JSON.stringify(body), signal: signal ?? null });
}

function chatBody(content: string, options: Record<string, unknown> = {}, more: object = {}) {
  return { model: 'toy', messages: [{ role: 'user', content }], options, ...more };
}

const models = [{ name: 'toy' }];

test('one question at a time; the queue is bounded', async () => {
  await using fake = await startFakeOllama({ models, maxQueueCount: 1, firstTokenMs: 50 });
  const statuses = await Promise.all(
    [1, 2, 3].map(async (index) => {
      const response = await post(fake, '/api/chat', chatBody(`question ${index}`));
      await response.text();
      return response.status;
    }),
  );
  expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 200, 503]);
});

test('another load-time option reloads the model; the rest is free to vary', async () => {
  await using fake = await startFakeOllama({ models });
  for (const options of [{ num_ctx: 1 }, { num_ctx: 1, num_predict: 1 }, { num_ctx: 1, temperature: 0 }]) {
    await (await post(fake, '/api/chat', chatBody('x', options))).text();
  }
  expect([fake.loadCount, fake.reloadCount]).toEqual([1, 0]);
  await (await post(fake, '/api/chat', chatBody('x', { num_ctx: 2 }))).text();
  await (await post(fake, '/api/chat', chatBody('x'))).text();
  expect(fake.reloadCount).toBe(2);
});

test('a client that leaves is recorded and frees the slot', async () => {
  await using fake = await startFakeOllama({ models, tokensPerSecond: 20 });
  const controller = new AbortController();
  const response = await post(fake, '/api/chat', chatBody('x'), controller.signal);
  controller.abort();
  await response.text().catch(() => undefined);
  await eventually(() => expect(fake.aborts).toHaveLength(1));
  await eventually(() => expect(fake.activeCount).toBe(0));
});

test('keep_alive 0 unloads; what a model cannot do is refused', async () => {
  await using fake = await startFakeOllama({
    models: [...models, { name: 'vectors', capabilities: ['embedding'] }],
  });
  const running = async () =>
    ((await (await fetch(`${fake.url}/api/ps`)).json()) as { models: unknown[] }).models.length;
  await post(fake, '/api/chat', { model: 'toy', messages: [] });
  expect(await running()).toBe(1);
  await post(fake, '/api/chat', { model: 'toy', messages: [], keep_alive: 0 });
  expect(await running()).toBe(0);
  expect((await post(fake, '/api/chat', chatBody('x', {}, { think: true }))).status).toBe(400);
  expect((await post(fake, '/api/chat', { ...chatBody('x'), model: 'vectors' })).status).toBe(400);
});

test('without known answers every bullet says that it is simulated', async () => {
  await using fake = await startFakeOllama({ models });
  const reply = (await (await post(fake, '/api/chat', chatBody('x', {}, { stream: false }))).json()) as {
    message: { content: string };
  };
  const bullets = reply.message.content.split('\n');
  expect(bullets.every((bullet) => bullet.startsWith('- Simulated: '))).toBe(true);
});
