import { expect, test } from 'vitest';
import { systemClock } from '../../engine/base/clock.ts';
import { createLogger } from '../../engine/base/logger.ts';
import { openFileSource } from '../../engine/capture/file-source.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { toyAnswers, toyChat } from '../fakes/toy-chat.ts';
import { startEngineInTest, type EngineInTest } from './engine-in-test.ts';
import { eventsOf, fixturePath } from './run-cli.ts';

const CANARY = 'canary-0123456789';
const [FIRST, SECOND] = toyChat.entries;

const ask = async (run: EngineInTest, text = ''): Promise<void> => {
  await run.engine.execute({ type: 'ask', text });
  await run.engine.answered();
};

test('at debug a line tells the budget of each prompt and what found no room, and never the access token', async () => {
  await using ollama = await startFakeOllama({
    models: [{ name: 'toy:1b' }],
    answers: toyAnswers,
    token: CANARY,
  });
  const lines: string[] = [];
  await using run = await startEngineInTest({
    ollamaUrl: ollama.url,
    // One note that is longer than all of the smallest context.
    settings: { model: { contextTokenCount: 1_024 }, profile: { notes: 'x'.repeat(3_000) } },
    log: createLogger('debug', (line) => lines.push(line)),
  });
  await run.engine.execute({ type: 'set-access-token', service: 'model', token: CANARY });
  await run.engine.modelChosen();
  const source = await openFileSource({
    path: fixturePath('samples/what-is-tcp--en-gb-Denis-167.wav'),
    channel: 'them',
    isFast: true,
    clock: systemClock,
  });
  await run.engine.listenTo([source], { isDemo: false, isPaced: true }).done;
  await run.engine.answered();
  const typed = toyChat.entries.find(({ id }) => id !== 'what-is-tcp')?.question;
  await ask(run, typed);

  const prompts = lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ message }) => message === 'Prompt built.');
  expect(prompts.at(-1)).toEqual({
    time: expect.any(String) as string,
    level: 'debug',
    message: 'Prompt built.',
    purpose: 'foreground',
    budgetTokenCount: 624,
    systemTokenCount: expect.any(Number) as number,
    notesTokenCount: 0,
    historyTokenCount: expect.any(Number) as number,
    callLineCount: expect.any(Number) as number,
    questionTokenCount: expect.any(Number) as number,
    droppedLineCount: 0,
    droppedProfileCharacterCount: 3_000,
  });
  expect(ollama.requests.some(({ headers }) => headers.authorization === `Bearer ${CANARY}`)).toBe(true);
  expect(lines.filter((line) => line.includes(CANARY))).toEqual([]);
});

test('a warm server that hangs before the first token is reported as waiting', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: toyAnswers });
  await using run = await startEngineInTest({ ollamaUrl: ollama.url });
  await ask(run, FIRST?.question);
  ollama.addFault({ kind: 'hang' });
  await run.engine.execute({ type: 'ask', text: SECOND?.question ?? '' });
  const waits = () => eventsOf(run.events, 'answer.waiting').filter(({ reason }) => reason === 'first-token');
  await expect.poll(waits).not.toEqual([]);
  expect(waits()[0]?.turnId).toBe(eventsOf(run.events, 'answer.started').at(-1)?.turnId);
  await run.engine.execute({ type: 'cancel' });
});
