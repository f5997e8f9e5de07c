import { expect, test } from 'vitest';
import { MODEL_SERVERS } from '../../../../engine/answer/servers/model-servers.ts';
import { MODEL_SERVER_KINDS } from '../../../../engine/protocol/settings.ts';

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
