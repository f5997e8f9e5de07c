import { expect, test } from 'vitest';
import type { ModelServerDeps } from '../../../../../engine/answer/servers/base/model-server-row.ts';
import { OLLAMA } from '../../../../../engine/answer/servers/ollama/ollama-row.ts';
import { systemClock } from '../../../../../engine/base/clock.ts';
import { silentLogger } from '../../../../../engine/base/logger.ts';
import { defaultSettings, type Settings } from '../../../../../engine/protocol/settings.ts';
import { startFakeOllama } from '../../../../fakes/ollama-server.ts';

const deps: ModelServerDeps = {
  clock: systemClock,
  log: silentLogger,
  embeddedModels: () => [],
};

async function choose(model: Partial<Settings['model']>) {
  const settings = { ...defaultSettings, model: { ...defaultSettings.model, ...model } };
  const choice = await OLLAMA.choose(settings, deps, new AbortController().signal);
  const { reason, standsInFor } = choice;
  await choice.server[Symbol.asyncDispose]();
  return { id: choice.model.id, reason, standsInFor };
}

test('Ollama gives the model that is named, and says where it runs', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'a' }, { name: 'b' }] });
  expect(await choose({ ollamaUrl: ollama.url, name: 'b' })).toEqual({
    id: 'ollama:b',
    reason: `b on Ollama at ${ollama.url}`,
    standsInFor: undefined,
  });
});
