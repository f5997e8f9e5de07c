import { silentLogger } from '../../engine/base/logger.ts';
import { systemClock } from '../../engine/base/clock.ts';
import { openOllamaServer } from '../../engine/answer/servers/ollama/ollama-server.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { knownAnswers, toyAnswers, toyChat } from '../fakes/toy-chat.ts';
import { describeChatModel } from './chat-model-suite.ts';

describeChatModel('Ollama', async () => {
  const fake = await startFakeOllama({
    models: [{ name: 'toy:1b', capabilities: ['completion', 'thinking'] }],
    answers: toyAnswers,
    tokensPerSecond: 500,
  });
  const server = openOllamaServer({
    baseUrl: fake.url,
    permitCount: 1,
    allowRemoteModels: false,
    contextTokenCount: 4_096,
    clock: systemClock,
    log: silentLogger,
  });
  return {
    server,
    model: await server.open('toy:1b'),
    known: knownAnswers,
    endlessQuestion: toyChat.endless.question,
    activeCount: () => fake.activeCount,
    openCount: () => fake.openSocketCount,
    [Symbol.asyncDispose]: () => fake.stop(),
  };
});
