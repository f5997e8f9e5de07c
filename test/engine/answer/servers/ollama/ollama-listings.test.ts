import { expect, test } from 'vitest';
import { chooseModelServer } from '../../../../../engine/answer/servers/choose-model-server.ts';
import { systemClock } from '../../../../../engine/base/clock.ts';
import { silentLogger } from '../../../../../engine/base/logger.ts';
import { defaultSettings } from '../../../../../engine/protocol/settings.ts';
import { startFakeOllama } from '../../../../fakes/ollama-server.ts';
import type { FakeModel } from '../../../../fakes/ollama/types.ts';
import { openPair } from '../ask-model.ts';

const never = (): AbortSignal => new AbortController().signal;
const reply = (body: unknown, status = 200) =>
  ({ kind: 'reply', status, body: JSON.stringify(body), headers: {} }) as const;

test.for([
  { title: 'B13a no models', path: '/api/tags', fault: reply({ models: null }), names: [] },
  { title: 'B13b none running', path: '/api/ps', fault: reply({ models: null }), names: ['toy'] },
  { title: 'B14 no /api/ps', path: '/api/ps', fault: reply({ error: 'not found' }, 404), names: ['toy'] },
  { title: 'B14 a failing /api/ps', path: '/api/ps', fault: reply('?', 500), names: ['toy'] },
  {
    title: 'B13 null for every detail, and entries of no use',
    path: '/api/tags',
    fault: reply({
      models: [
        null,
        7,
        { name: '' },
        { size: 1 },
        { name: 'a', size: null, details: null, capabilities: null, remote_host: null },
        { name: null, model: 'b', details: { family: null, parameter_size: 5 } },
      ],
    }),
    names: ['a', 'b'],
  },
])('$title: the rest is listed', async ({ path, fault, names }) => {
  await using pair = await openPair();
  pair.fake.addFault(fault, { path });
  expect((await pair.server.list(never())).map(({ name }) => name)).toEqual(names);
});

test('B14 no message names a model that nobody named', async () => {
  await using pair = await openPair();
  pair.fake.addFault(reply({ error: 'not found' }, 404), { path: '/api/ps' });
  await expect(pair.server.running?.(never())).rejects.toMatchObject({
    message: expect.not.stringContaining('named') as unknown,
  });
});

test('B13 null in each line of an answer stands for nothing', async () => {
  await using pair = await openPair();
  const lines = [
    { message: { role: 'assistant', content: '- One', thinking: null }, done: false },
    { message: { role: 'assistant', content: null, tool_calls: null }, done: false, error: null },
    { message: null, done: true, done_reason: null, eval_count: null, load_duration: null },
  ];
  pair.fake.addFault({ ...reply(''), body: lines.map((line) => JSON.stringify(line)).join('\n') });
  expect(await pair.ask()).toMatchObject({ text: '- One', done: { reason: 'stop' }, error: undefined });
});

const BASE = { name: 'gemma-base', template: '{{ .Prompt }}' };

async function choose(models: readonly FakeModel[], name = '') {
  await using fake = await startFakeOllama({ models });
  const model = { ...defaultSettings.model, backend: 'ollama' as const, ollamaUrl: fake.url, name };
  const deps = { clock: systemClock, log: silentLogger, embeddedModels: () => [] };
  const { server, reason } = await chooseModelServer({ ...defaultSettings, model }, deps, never());
  await using _server = server;
  return reason;
}

test('a base model is passed over, and named as such when it is asked for', async () => {
  expect(await choose([BASE, { name: 'chat' }])).toMatch(/^chat on Ollama/);
  expect(await choose([BASE, { name: 'chat' }], 'gemma-base')).toMatch(
    /^gemma-base \(a base model, not made to answer\) on Ollama/,
  );
  await expect(choose([BASE])).rejects.toMatchObject({
    code: 'model-unsuitable',
    message: expect.stringContaining('only a base model, gemma-base') as unknown,
  });
});

test('models that cannot chat are passed over by what the server says of them', async () => {
  expect(await choose([{ name: 'vectors', capabilities: ['embedding'] }, { name: 'chat' }])).toMatch(
    /^chat on/,
  );
});
