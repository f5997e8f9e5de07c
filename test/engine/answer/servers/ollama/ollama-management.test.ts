import { expect, onTestFinished, test } from 'vitest';
import { createManagement } from '../../../../../engine/answer/servers/ollama/ollama-management.ts';
import { openPool } from '../../../../../engine/answer/servers/base/http-stream.ts';
import { accessTo } from '../../../../../engine/base/server-access.ts';
import { startFakeOllama } from '../../../../fakes/ollama-server.ts';
import type { FakeModel, FakeOllamaOptions } from '../../../../fakes/ollama/types.ts';

const never = new AbortController().signal;
const reply = (status: number, body: string, headers: Readonly<Record<string, string>> = {}) =>
  ({ kind: 'reply', status, body, headers }) as const;

async function stage(options: FakeOllamaOptions = {}) {
  const fake = await startFakeOllama({ models: [{ name: 'toy' }], ...options });
  const pool = openPool(fake.url, 4);
  onTestFinished(async () => {
    await pool.destroy();
    await fake.stop();
  });
  const access = accessTo('model', fake.url, undefined);
  const management = createManagement({ pool, baseUrl: fake.url, address: fake.url, access });
  const shownCount = (): number => fake.requests.filter(({ path }) => path === '/api/show').length;
  return { fake, management, shownCount };
}

test.each([
  ['a page', reply(200, '<html>Hello</html>')],
  ['JSON without a version', reply(200, '{"hello":1}')],
  ['a page that is not found', reply(404, '<html>Not found</html>')],
  ['JSON that is not found', reply(404, '{"error":"no route"}')],
  ['a failing page', reply(500, 'Oops')],
])('%s in place of the version is another program', async (_title, fault) => {
  const { fake, management } = await stage();
  fake.addFault(fault, { path: '/api/version' });
  await expect(management.version(never)).rejects.toMatchObject({
    code: 'model-server-not-ollama',
    message: `Another program answers at ${fake.url}, not Ollama.`,
  });
});

test('a server that asks for a password is no other program', async () => {
  const { fake, management } = await stage();
  fake.addFault(reply(401, 'Unauthorized', { 'www-authenticate': 'Basic' }), { path: '/api/version' });
  await expect(management.version(never)).rejects.toMatchObject({ code: 'model-unauthorized' });
});

test('a server that is not there is named as such', async () => {
  const { fake, management } = await stage();
  await fake.stop();
  await expect(management.version(never)).rejects.toMatchObject({ code: 'model-server-unreachable' });
});

test('a call that is cancelled ends with the reason given', async () => {
  const { fake, management } = await stage();
  fake.addFault({ kind: 'hang' }, { path: '/api/version' });
  const leaving = new AbortController();
  const asked = management.version(leaving.signal);
  const reason = new Error('the settings were closed');
  leaving.abort(reason);
  await expect(asked).rejects.toBe(reason);
});

test('a list that is longer than any is named as that, and as no other program', async () => {
  const { fake, management } = await stage();
  const models = JSON.stringify([{ name: 'x'.repeat(9 * 1_024 * 1_024) }]);
  fake.addFault(reply(200, `{"models":${models}}`), { path: '/api/tags' });
  await expect(management.list(never)).rejects.toMatchObject({
    code: 'model-bad-content',
    message: expect.stringMatching(/is longer than the \S+ MB that Sotto reads\.$/) as unknown,
  });
});

test('a listing says what each model is, and nothing it does not know', async () => {
  const models: readonly FakeModel[] = [
    { name: 'toy', sizeBytes: 2_000, family: 'llama', parameterSize: '3B', quantization: 'Q4_0' },
    { name: 'muse', capabilities: ['completion', 'thinking'] },
    { name: 'base', template: '{{ .Prompt }}' },
    { name: 'vectors', capabilities: ['embedding'] },
    { name: 'huge-cloud' },
  ];
  const { management } = await stage({ models });
  const listed = await management.list(never);
  expect(listed[0]).toEqual({
    name: 'toy',
    sizeBytes: 2_000,
    family: 'llama',
    parameterSize: '3B',
    quantization: 'Q4_0',
    canThink: false,
    isRemote: false,
    isLoaded: false,
  });
  const facts = listed.map(({ name, canThink, unsuited, isRemote }) => [name, canThink, unsuited, isRemote]);
  expect(facts.slice(1)).toEqual([
    ['muse', true, undefined, false],
    ['base', false, 'base', false],
    ['vectors', false, 'not-chat', false],
    ['huge-cloud', false, undefined, true],
  ]);
});

test('a model whose chat format is built in is not a base model', async () => {
  const { fake, management } = await stage();
  const bare = { template: '{{ .Prompt }}' };
  fake.addFault(reply(200, JSON.stringify({ ...bare, renderer: 'qwen3' })), { path: '/api/show', times: 1 });
  expect(await management.show('named', never)).toMatchObject({ isBase: false });
  const modelfile = 'FROM x\nRENDERER qwen3\n';
  fake.addFault(reply(200, JSON.stringify({ ...bare, modelfile })), { path: '/api/show', times: 1 });
  expect(await management.show('in its file', never)).toMatchObject({ isBase: false });
  fake.addFault(reply(200, JSON.stringify(bare)), { path: '/api/show', times: 1 });
  expect(await management.show('neither', never)).toMatchObject({ isBase: true });
});

test('details are asked for once, and again after a failure', async () => {
  const { fake, management, shownCount } = await stage();
  fake.addFault(reply(500, '{"error":"busy"}'), { path: '/api/show', times: 1 });
  await expect(management.show('toy', never)).rejects.toMatchObject({ code: 'model-server-failed' });
  await management.show('toy', never);
  await management.show('toy', never);
  expect(shownCount()).toBe(2);
});

test('of a very long listing the first 64 are asked about, and all are listed', async () => {
  const models = Array.from({ length: 70 }, (_, index) => ({ name: `toy-${index}` }));
  const { management, shownCount } = await stage({ models });
  expect(await management.list(never)).toHaveLength(70);
  expect(shownCount()).toBe(64);
});
