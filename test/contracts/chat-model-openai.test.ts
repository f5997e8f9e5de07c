import { silentLogger } from '../../engine/base/logger.ts';
import { systemClock } from '../../engine/base/clock.ts';
import { openOpenAiServer } from '../../engine/answer/servers/openai/openai-server.ts';
import { startFakeOpenAi } from '../fakes/openai-server.ts';
import { knownAnswers, toyAnswers, toyChat } from '../fakes/toy-chat.ts';
import { describeChatModel } from './chat-model-suite.ts';

describeChatModel('An OpenAI-style server', async () => {
  const fake = await startFakeOpenAi({
    models: ['toy'],
    answers: toyAnswers,
    tokensPerSecond: 500,
    token: 'secret-token',
  });
  const server = openOpenAiServer({
    baseUrls: [fake.url],
    accessToken: { token: 'secret-token', origins: [new URL(fake.url).origin] },
    permitCount: 1,
    allowRemoteModels: false,
    clock: systemClock,
    log: silentLogger,
  });
  return {
    server,
    model: await server.open('toy'),
    known: knownAnswers,
    endlessQuestion: toyChat.endless.question,
    activeCount: () => fake.activeCount,
    openCount: () => fake.openSocketCount,
    [Symbol.asyncDispose]: () => fake.stop(),
  };
});
