import { expect, test } from 'vitest';
import { systemClock } from '../../engine/base/clock.ts';
import type { CaptureSource } from '../../engine/capture/capture-source.ts';
import { openSamplesSource } from '../../engine/capture/samples-source.ts';
import { readSound } from '../../engine/formats/open-sound.ts';
import { eventually } from '../fakes/eventually.ts';
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

const deadSource: CaptureSource = {
  channel: 'them',
  device: 'System sound',
  async *frames(signal) {
    yield* [];
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  },
};

async function* inPieces(pieces: readonly Int16Array[]): AsyncGenerator<Int16Array> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}
