import { expect, test } from 'vitest';
import { OLLAMA_TRAITS } from '../../../../../engine/answer/servers/ollama/ollama-traits.ts';

test.each([
  ['gpt-oss:120b-cloud', true],
  ['Kimi:CLOUD', true],
  ['cloudy:3b', false],
  ['my-cloud:3b', false],
])('%s runs on other people’s servers: %s', (name, isRemote) => {
  expect(OLLAMA_TRAITS.isRemoteName(name)).toBe(isRemote);
});

test('the command that gets a model names the wanted one, or an example', () => {
  expect(OLLAMA_TRAITS.missingRemedy('qwen')).toContain('models pull qwen');
  expect(OLLAMA_TRAITS.missingRemedy(undefined)).toContain('models pull llama3.2:3b');
});
