import { expect, test } from 'vitest';
import type { ModelServerDeps } from '../../../../../engine/answer/servers/base/model-server-row.ts';
import { OPENAI } from '../../../../../engine/answer/servers/openai/openai-row.ts';
import { systemClock } from '../../../../../engine/base/clock.ts';
import { silentLogger } from '../../../../../engine/base/logger.ts';
import { defaultSettings, type Settings } from '../../../../../engine/protocol/settings.ts';
import { startFakeOpenAi } from '../../../../fakes/openai-server.ts';

const deps: ModelServerDeps = {
  clock: systemClock,
  log: silentLogger,
  embeddedModels: () => [],
};

async function choose(model: Partial<Settings['model']>) {
  const settings = { ...defaultSettings, model: { ...defaultSettings.model, ...model } };
  const choice = await OPENAI.choose(settings, deps, new AbortController().signal);
  const { reason, standsInFor } = choice;
  await choice.server[Symbol.asyncDispose]();
  return { id: choice.model.id, reason, standsInFor };
}

test('without an address an OpenAI-style server cannot be chosen, and is not looked for', async () => {
  await expect(choose({ openaiUrls: [] })).rejects.toMatchObject({ code: 'bad-settings' });
});

test('the second address stands in for a first one that does not answer, and says so', async () => {
  await using server = await startFakeOpenAi();
  const dead = 'http://127.0.0.1:9';
  const alone = await choose({ openaiUrls: [server.url] });
  expect(alone.standsInFor).toBeUndefined();
  const second = await choose({ openaiUrls: [dead, server.url] });
  expect(second).toMatchObject({ id: alone.id, standsInFor: 'first-address' });
  expect(second.reason).toContain(`because ${dead} cannot answer`);
});
