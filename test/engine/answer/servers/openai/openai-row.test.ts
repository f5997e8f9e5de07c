import { expect, test } from 'vitest';
import { OPENAI } from '../../../../../engine/answer/servers/openai/openai-row.ts';
import { startFakeOpenAi } from '../../../../fakes/openai-server.ts';
import { chooseOf } from '../choose-row.ts';

test('without an address an OpenAI-style server cannot be chosen, and is not looked for', async () => {
  await expect(chooseOf(OPENAI, { openaiUrls: [] })).rejects.toMatchObject({ code: 'bad-settings' });
});

test('the second address stands in for a first one that does not answer, and says so', async () => {
  await using server = await startFakeOpenAi();
  const dead = 'http://127.0.0.1:9';
  const alone = await chooseOf(OPENAI, { openaiUrls: [server.url] });
  expect(alone.standsInFor).toBeUndefined();
  const second = await chooseOf(OPENAI, { openaiUrls: [dead, server.url] });
  expect(second).toMatchObject({ id: alone.id, standsInFor: { what: 'first-address' } });
  expect(second.reason).toContain(`because ${dead} cannot answer`);
});
