import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../engine/base/clock.ts';
import type { CaptureSource } from '../../engine/capture/capture-source.ts';
import { openSamplesSource } from '../../engine/capture/samples-source.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { HISTORY_FILE_NAME, openHistory } from '../../engine/history/history-store.ts';
import { readSound } from '../../engine/formats/open-sound.ts';
import { eventually } from '../fakes/eventually.ts';
import type { RecordedRequest } from '../fakes/ollama/types.ts';
import { startFakeOllama } from '../fakes/ollama-server.ts';
import { toyAnswers } from '../fakes/toy-chat.ts';
import { startEngineInTest } from './engine-in-test.ts';
import { eventsOf, fixturePath } from './run-cli.ts';

/** Longer than a source may take to begin before it counts as lost. */
const SILENCE_SAMPLES = 6 * 16_000;

test('while nothing comes from the other side, what the microphone hears may ask', async () => {
  await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: toyAnswers });
  await using run = await startEngineInTest({ ollamaUrl: ollama.url });
  const asked = await readSound(fixturePath('samples/what-is-tcp--en-gb-Denis-167.wav'));
  const microphone = openSamplesSource({
    channel: 'me',
    device: 'Microphone',
    isFast: false,
    clock: systemClock,
    samples: inPieces([new Int16Array(SILENCE_SAMPLES), asked.samples, new Int16Array(SILENCE_SAMPLES)]),
  });
  const session = run.engine.listenTo([microphone, deadSource], { isDemo: false, isPaced: false });
  await eventually(() => expect(eventsOf(run.events, 'answer.completed')).toHaveLength(1));
  expect(eventsOf(run.events, 'question.detected')).toMatchObject([{ channel: 'me', text: 'What is TCP?' }]);
  await session.stop();
});

test.each([
  { onlyOnRequest: false, isShared: true },
  { onlyOnRequest: true, isShared: undefined },
])(
  'a microphone that is all that is heard is everybody’s unless only its owner asks: $onlyOnRequest',
  async ({ onlyOnRequest, isShared }) => {
    await using ollama = await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: toyAnswers });
    await using run = await startEngineInTest({
      ollamaUrl: ollama.url,
      settings: { question: { onlyOnRequest } },
    });
    const { samples } = await readSound(fixturePath('samples/what-is-tcp--en-gb-Denis-167.wav'));
    const microphone = openSamplesSource({
      channel: 'me',
      device: 'Microphone',
      isFast: true,
      clock: systemClock,
      samples: inPieces([samples]),
    });
    await run.engine.listenTo([microphone], { isDemo: false, isPaced: true }).done;
    const spoken = run.events.filter(
      ({ type }) => type === 'speech.started' || type === 'transcript.completed',
    );
    expect(spoken.map((event) => ('isShared' in event ? event.isShared : undefined))).toEqual([
      isShared,
      isShared,
    ]);
    using history = openHistory({
      path: path.join(run.dataDir, HISTORY_FILE_NAME),
      isReadOnly: true,
      clock: systemClock,
      log: silentLogger,
    });
    expect(history.read(1).transcripts[0]?.isShared).toBe(isShared);
    await run.engine.execute({ type: 'ask', text: 'What should I say next?' });
    await eventually(() => expect(promptsOf(ollama.requests).at(-1)).toContain('What should I say next?'));
    // The model is not told that the user said what anybody may have said.
    expect(promptsOf(ollama.requests).at(-1)).toContain(
      `The call so far:\n${isShared ? 'Someone' : 'Me'}: What is TCP?\n`,
    );
  },
);

const deadSource: CaptureSource = {
  channel: 'them',
  device: 'System sound',
  async *frames(signal) {
    yield* [];
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  },
};

/** What the model was asked to do, request by request. */
function promptsOf(requests: readonly RecordedRequest[]): readonly string[] {
  return requests.flatMap(({ path: route, body }) => (route === '/api/chat' ? [messagesIn(body)] : []));
}

function messagesIn(body: RecordedRequest['body']): string {
  const { messages } = z.object({ messages: z.array(z.object({ content: z.string() })) }).parse(body);
  return messages.map(({ content }) => content).join('\n');
}

async function* inPieces(pieces: readonly Int16Array[]): AsyncGenerator<Int16Array> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}
