import { expect, test } from 'vitest';
import { MODEL_SERVERS, type ModelServerDeps } from '../../../../engine/answer/servers/model-servers.ts';
import { systemClock } from '../../../../engine/base/clock.ts';
import { silentLogger } from '../../../../engine/base/logger.ts';
import {
  defaultSettings,
  MODEL_SERVER_KINDS,
  type ModelServerKind,
  type Settings,
} from '../../../../engine/protocol/settings.ts';
import { startFakeOllama } from '../../../fakes/ollama-server.ts';
import { startFakeOpenAi } from '../../../fakes/openai-server.ts';

const TINY = { name: 'tiny', path: '/models/tiny.gguf' };
const SMALL = { name: 'small', path: '/models/small.gguf' };

const deps: ModelServerDeps = {
  clock: systemClock,
  log: silentLogger,
  embeddedModels: () => [SMALL, TINY],
};

async function choose(kind: ModelServerKind, model: Partial<Settings['model']>, mustMatch?: boolean) {
  const settings = { ...defaultSettings, model: { ...defaultSettings.model, ...model } };
  const choice = await MODEL_SERVERS[kind].choose(settings, deps, new AbortController().signal, mustMatch);
  const { reason, standsInFor } = choice;
  await choice.server[Symbol.asyncDispose]();
  return { id: choice.model.id, reason, standsInFor };
}

test('Ollama gives the model that is named, and says where it runs', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'a' }, { name: 'b' }] });
  expect(await choose('ollama', { ollamaUrl: ollama.url, name: 'b' })).toEqual({
    id: 'ollama:b',
    reason: `b on Ollama at ${ollama.url}`,
    standsInFor: undefined,
  });
});

test('without an address an OpenAI-style server cannot be chosen, and is not looked for', async () => {
  await expect(choose('openai', { openaiUrls: [] })).rejects.toMatchObject({ code: 'bad-settings' });
});

test('the second address stands in for a first one that does not answer, and says so', async () => {
  await using server = await startFakeOpenAi();
  const dead = 'http://127.0.0.1:9';
  const alone = await choose('openai', { openaiUrls: [server.url] });
  expect(alone.standsInFor).toBeUndefined();
  const second = await choose('openai', { openaiUrls: [dead, server.url] });
  expect(second).toMatchObject({ id: alone.id, standsInFor: 'first-address' });
  expect(second.reason).toContain(`because ${dead} cannot answer`);
});

test('the built-in model is the one that is named, by name or path, else the one that suits best', async () => {
  expect(await choose('embedded', {})).toMatchObject({ id: 'embedded:small', reason: 'small, built in' });
  expect((await choose('embedded', { embeddedModel: 'tiny' })).id).toBe('embedded:tiny');
  expect((await choose('embedded', { embeddedModel: '/else/mine.gguf' })).id).toBe('embedded:mine');
  expect((await choose('embedded', { name: 'tiny' })).id).toBe('embedded:tiny');
});

test('a built-in model that is not here gives way to another only where any will do', async () => {
  await expect(choose('embedded', { embeddedModel: 'huge' })).rejects.toMatchObject({
    code: 'model-missing',
    message: 'The built-in model huge is not on this machine.',
  });
  expect((await choose('embedded', { name: 'huge' })).id).toBe('embedded:small');
  await expect(choose('embedded', { name: 'huge' }, true)).rejects.toMatchObject({ code: 'model-missing' });
});

test('models are pulled by Ollama alone, and only the built-in server is Sotto’s own process', () => {
  const facts = MODEL_SERVER_KINDS.map((kind) => {
    const { canPull, isOwnProcess, nameSetting } = MODEL_SERVERS[kind];
    return [kind, canPull, isOwnProcess, nameSetting];
  });
  expect(facts).toEqual([
    ['ollama', true, false, 'name'],
    ['openai', false, false, 'name'],
    ['embedded', false, true, 'embeddedModel'],
  ]);
});
