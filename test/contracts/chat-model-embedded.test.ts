import { silentLogger } from '../../engine/base/logger.ts';
import { systemClock } from '../../engine/base/clock.ts';
import { openEmbeddedServer } from '../../engine/answer/servers/embedded/embedded-server.ts';
import { isAlive } from '../fakes/process-alive.ts';
import { knownAnswers, toyChat, toyChatPath } from '../fakes/toy-chat.ts';
import { describeChatModel } from './chat-model-suite.ts';

describeChatModel('The embedded model', async () => {
  const server = openEmbeddedServer({
    models: [{ name: 'toy', path: toyChatPath }],
    contextTokenCount: 2_048,
    clock: systemClock,
    log: silentLogger,
  });
  const model = await server.open('toy');
  await model.preload(new AbortController().signal);
  const { processId } = model;
  return {
    server,
    model,
    known: knownAnswers,
    endlessQuestion: toyChat.endless.question,
    // One slot: the next answer waits until the process ended the one before.
    activeCount: () => model.activeCount,
    openCount: () => (processId !== undefined && isAlive(processId) ? 1 : 0),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
});
