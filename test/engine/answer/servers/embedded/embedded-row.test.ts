import { expect, test } from 'vitest';
import type { ModelServerDeps } from '../../../../../engine/answer/servers/base/model-server-row.ts';
import { EMBEDDED } from '../../../../../engine/answer/servers/embedded/embedded-row.ts';
import { systemClock } from '../../../../../engine/base/clock.ts';
import { silentLogger } from '../../../../../engine/base/logger.ts';
import { defaultSettings, type Settings } from '../../../../../engine/protocol/settings.ts';

const TINY = { name: 'tiny', path: '/models/tiny.gguf' };
const SMALL = { name: 'small', path: '/models/small.gguf' };

const deps: ModelServerDeps = {
  clock: systemClock,
  log: silentLogger,
  embeddedModels: () => [SMALL, TINY],
};

async function choose(model: Partial<Settings['model']>, mustMatch?: boolean) {
  const settings = { ...defaultSettings, model: { ...defaultSettings.model, ...model } };
  const choice = await EMBEDDED.choose(settings, deps, new AbortController().signal, mustMatch);
  const { reason, standsInFor } = choice;
  await choice.server[Symbol.asyncDispose]();
  return { id: choice.model.id, reason, standsInFor };
}

test('the built-in model is the one that is named, by name or path, else the one that suits best', async () => {
  expect(await choose({})).toMatchObject({ id: 'embedded:small', reason: 'small, built in' });
  expect((await choose({ embeddedModel: 'tiny' })).id).toBe('embedded:tiny');
  expect((await choose({ embeddedModel: '/else/mine.gguf' })).id).toBe('embedded:mine');
  expect((await choose({ name: 'tiny' })).id).toBe('embedded:tiny');
});

test('a built-in model that is not here gives way to another only where any will do', async () => {
  await expect(choose({ embeddedModel: 'huge' })).rejects.toMatchObject({
    code: 'model-missing',
    message: 'The built-in model huge is not on this machine.',
  });
  expect((await choose({ name: 'huge' })).id).toBe('embedded:small');
  await expect(choose({ name: 'huge' }, true)).rejects.toMatchObject({ code: 'model-missing' });
});
