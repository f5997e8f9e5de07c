import { expect, test } from 'vitest';
import { OLLAMA } from '../../../../../engine/answer/servers/ollama/ollama-row.ts';
import { startFakeOllama } from '../../../../fakes/ollama-server.ts';
import { chooseOf } from '../choose-row.ts';

test('Ollama gives the model that is named, and says where it runs', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'a' }, { name: 'b' }] });
  expect(await chooseOf(OLLAMA, { ollamaUrl: ollama.url, name: 'b' })).toEqual({
    id: 'ollama:b',
    reason: `b on Ollama at ${ollama.url}`,
    standsInFor: undefined,
  });
});
