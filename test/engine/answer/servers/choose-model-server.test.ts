import { expect, test } from 'vitest';
import { chooseModelServer } from '../../../../engine/answer/servers/choose-model-server.ts';
import type { ModelServerDeps } from '../../../../engine/answer/servers/base/model-server-row.ts';
import { systemClock } from '../../../../engine/base/clock.ts';
import { silentLogger } from '../../../../engine/base/logger.ts';
import type { ErrorCode } from '../../../../engine/protocol/error-codes.ts';
import { defaultSettings, type Settings } from '../../../../engine/protocol/settings.ts';
import { startFakeOllama } from '../../../fakes/ollama-server.ts';
import type { FakeModel } from '../../../fakes/ollama/types.ts';
import { startFakeOpenAi } from '../../../fakes/openai-server.ts';

const never = (): AbortSignal => new AbortController().signal;
const TINY = { name: 'tiny', path: '/models/tiny.gguf' };
const SMALL = { name: 'small', path: '/models/small.gguf' };

function settingsWith(model: Partial<Settings['model']>): Settings {
  return { ...defaultSettings, model: { ...defaultSettings.model, ...model } };
}

function depsWith(
  embedded: readonly { readonly name: string; readonly path: string }[] = [],
): ModelServerDeps {
  return { clock: systemClock, log: silentLogger, embeddedModels: () => embedded };
}

async function choose(model: Partial<Settings['model']>, deps = depsWith()) {
  const choice = await chooseModelServer(settingsWith(model), deps, never());
  await choice.server[Symbol.asyncDispose]();
  return { id: choice.model.id, reason: choice.reason };
}

interface ChoiceCase {
  readonly title: string;
  /** Models of a running Ollama; undefined when none runs. */
  readonly ollama?: readonly FakeModel[];
  readonly embedded?: readonly { readonly name: string; readonly path: string }[];
  readonly settings?: Partial<Settings['model']>;
  readonly id?: string;
  readonly code?: ErrorCode;
}

const REMOTE = { name: 'big', remoteHost: 'https://elsewhere.example' };
const CASES: readonly ChoiceCase[] = [
  { title: 'Ollama, when it answers', ollama: [{ name: 'a' }], embedded: [TINY], id: 'ollama:a' },
  {
    title: 'the first local model that can chat',
    ollama: [{ name: 'x:cloud' }, REMOTE, { name: 'nomic-embed-text' }, { name: 'b' }],
    id: 'ollama:b',
  },
  {
    title: 'the model that is named',
    ollama: [{ name: 'a' }, { name: 'b' }],
    settings: { name: 'b' },
    id: 'ollama:b',
  },
  {
    title: 'a name without its tag',
    ollama: [{ name: 'b:latest' }],
    settings: { name: 'b' },
    id: 'ollama:b:latest',
  },
  { title: 'the embedded model, when no Ollama answers', embedded: [SMALL, TINY], id: 'embedded:small' },
  { title: 'the embedded model, when Ollama has none', ollama: [], embedded: [TINY], id: 'embedded:tiny' },
  {
    title: 'the embedded model that is named',
    embedded: [SMALL, TINY],
    settings: { embeddedModel: 'tiny' },
    id: 'embedded:tiny',
  },
  {
    title: 'a file by its path',
    settings: { backend: 'embedded', embeddedModel: '/else/mine.gguf' },
    id: 'embedded:mine',
  },
  {
    title: 'nothing else for a name that Ollama lacks',
    ollama: [{ name: 'a' }],
    embedded: [TINY],
    settings: { name: 'z' },
    code: 'model-missing',
  },
  {
    title: 'the file of that name instead',
    ollama: [{ name: 'a' }],
    embedded: [SMALL, TINY],
    settings: { name: 'tiny' },
    id: 'embedded:tiny',
  },
  { title: 'nothing, when nothing is there', code: 'model-server-unreachable' },
  {
    title: 'nothing, when Ollama is wanted and absent',
    embedded: [TINY],
    settings: { backend: 'ollama' },
    code: 'model-server-unreachable',
  },
  {
    title: 'nothing, when Ollama has no model',
    ollama: [],
    settings: { backend: 'ollama' },
    code: 'model-missing',
  },
  {
    title: "no model on other people's servers",
    ollama: [REMOTE],
    settings: { name: 'big' },
    code: 'model-remote-refused',
  },
  {
    title: "no model on other people's servers that is not there either",
    ollama: [{ name: 'a' }],
    embedded: [TINY],
    settings: { name: 'glm:cloud' },
    code: 'model-remote-refused',
  },
  {
    title: "a model on other people's servers, when allowed",
    ollama: [REMOTE],
    settings: { name: 'big', allowRemoteModels: true },
    id: 'ollama:big',
  },
  { title: 'nothing embedded, when none is here', settings: { backend: 'embedded' }, code: 'model-missing' },
  {
    title: 'nothing for an embedded name that is not here',
    embedded: [TINY],
    settings: { backend: 'embedded', embeddedModel: 'small' },
    code: 'model-missing',
  },
  { title: 'nothing, when no address is set', settings: { backend: 'openai' }, code: 'bad-settings' },
];

test.for(CASES)('chooses $title', async ({ ollama, embedded, settings, id, code }) => {
  await using fake = await startFakeOllama({ models: ollama ?? [] });
  if (!ollama) await fake.stop();
  const choosing = choose({ ollamaUrl: fake.url, ...settings }, depsWith(embedded));
  if (code)
    await expect(choosing).rejects.toMatchObject({ code, remedy: expect.stringMatching(/./) as unknown });
  else expect((await choosing).id).toBe(id);
});

test('a model that is nowhere is named', async () => {
  await using fake = await startFakeOllama({ models: [] });
  await fake.stop();
  const choosing = choose({ ollamaUrl: fake.url, name: 'qwen9' }, depsWith(undefined));
  await expect(choosing).rejects.toThrow(/There is no model file called qwen9 on this machine either\.$/);
});

const PAGE = { headers: { 'content-type': 'text/html' }, body: '<html><body>Sign in</body></html>' };
const STRANGE = /^tiny, built in, because another program answers at \S+, not Ollama$/;
const CLOSED = /^tiny, built in, because the model server at \S+ wants an access token$/;
test.for([
  { title: '401 with a page', status: 401, ...PAGE, code: 'model-server-not-ollama', reason: STRANGE },
  { title: '403 with a page', status: 403, ...PAGE, code: 'model-server-not-ollama', reason: STRANGE },
  { title: '503 with a page', status: 503, ...PAGE, code: 'model-server-not-ollama', reason: STRANGE },
  {
    title: '401 in JSON',
    status: 401,
    headers: { 'content-type': 'application/json' },
    body: '{"error":"unauthorized"}',
    code: 'model-unauthorized',
    reason: CLOSED,
  },
  {
    title: '401 that asks for credentials',
    status: 401,
    headers: { ...PAGE.headers, 'www-authenticate': 'Basic realm="models"' },
    body: PAGE.body,
    code: 'model-unauthorized',
    reason: CLOSED,
  },
])("the embedded model stands in when Ollama's port answers $title", async ({ code, reason, ...reply }) => {
  await using fake = await startFakeOllama({ models: [{ name: 'a' }] });
  const { status, headers, body } = reply;
  for (let count = 0; count < 3; count += 1) {
    fake.addFault({ kind: 'reply', status, headers, body }, { path: '/api/version' });
  }
  const choice = await choose({ ollamaUrl: fake.url }, depsWith([TINY]));
  expect(choice.reason).toMatch(reason);
  await expect(choose({ ollamaUrl: fake.url })).rejects.toMatchObject({ code });
  await expect(choose({ ollamaUrl: fake.url, backend: 'ollama' })).rejects.toMatchObject({ code });
});

test('an OpenAI-style server gives its first model and says where it is', async () => {
  await using fake = await startFakeOpenAi({ models: ['one', 'two'] });
  expect(await choose({ backend: 'openai', openaiUrls: [fake.url] })).toEqual({
    id: 'openai:one',
    reason: `one at ${fake.url}`,
  });
});

test('an aborted search gives the reason and leaves no connection', async () => {
  await using fake = await startFakeOllama();
  fake.addFault({ kind: 'hang' }, { path: '/api/version' });
  const controller = new AbortController();
  const choosing = chooseModelServer(
    settingsWith({ ollamaUrl: fake.url }),
    depsWith([TINY]),
    controller.signal,
  );
  const reason = new Error('settings changed');
  controller.abort(reason);
  await expect(choosing).rejects.toBe(reason);
});
