import { expect, test } from 'vitest';
import type { ChatRequest } from '../../../../engine/answer/servers/base/chat-model.ts';
import { openOpenAiServer } from '../../../../engine/answer/servers/openai/openai-server.ts';
import { systemClock } from '../../../../engine/base/clock.ts';
import { silentLogger } from '../../../../engine/base/logger.ts';
import { startFakeOpenAi } from '../../../fakes/openai-server.ts';
import { openPair, outcomeOf, requestFor } from './ask-model.ts';

/** Whole bodies, as the servers got them: a field more, less or other is a change of what a server is asked. */

const never = (): AbortSignal => new AbortController().signal;
const PURPOSES: readonly ChatRequest['purpose'][] = ['foreground', 'speculative', 'prewarm', 'prefill'];
const MESSAGES = [
  { role: 'system', content: 'Answer in bullets.' },
  { role: 'user', content: 'What is it?' },
];
const OLLAMA_OPTIONS = {
  num_ctx: 4_096,
  num_predict: 220,
  temperature: 0.2,
  stop: ['<|im_end|>', '<|eot_id|>', '\nQuestion:'],
};

test.for([
  { name: 'plain:1b', capabilities: ['completion'], think: {}, limitCount: 220 },
  { name: 'thinker:8b', capabilities: ['completion', 'thinking'], think: { think: false }, limitCount: 220 },
  {
    name: 'gpt-oss:20b',
    capabilities: ['completion', 'thinking'],
    think: { think: 'low' },
    limitCount: 1_244,
  },
])('Ollama gets exactly this for $name', async ({ name, capabilities, think, limitCount }) => {
  await using pair = await openPair({ models: [{ name, capabilities }] });
  const model = await pair.server.open(name);
  await model.preload(never());
  for (const purpose of PURPOSES) await outcomeOf(model.chat(requestFor('What is it?', purpose), never()));
  const asked = { model: name, messages: MESSAGES, stream: true, keep_alive: '30m', ...think };
  const answer = { ...asked, options: OLLAMA_OPTIONS };
  const seenToThink = { ...asked, options: { ...OLLAMA_OPTIONS, num_predict: limitCount } };
  expect(pair.fake.requests.filter(({ path }) => path === '/api/chat').map(({ body }) => body)).toEqual([
    { ...answer, messages: [] },
    answer,
    seenToThink,
    seenToThink,
    { ...asked, options: { ...OLLAMA_OPTIONS, num_predict: 1 } },
  ]);
});

test('an OpenAI-style server gets exactly this', async () => {
  await using fake = await startFakeOpenAi({ answers: new Map([['What is it?', '- one']]) });
  await using server = openOpenAiServer({
    baseUrls: [fake.url],
    permitCount: 1,
    allowRemoteModels: false,
    clock: systemClock,
    log: silentLogger,
  });
  const model = await server.open('simulated');
  for (const purpose of PURPOSES) await outcomeOf(model.chat(requestFor('What is it?', purpose), never()));
  const answer = {
    model: 'simulated',
    messages: MESSAGES,
    stream: true,
    max_tokens: 220,
    temperature: 0.2,
    stream_options: { include_usage: true },
  };
  expect(fake.requests.map(({ body }) => body)).toEqual([
    answer,
    answer,
    answer,
    { ...answer, max_tokens: 1 },
  ]);
});
