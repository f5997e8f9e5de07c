import { beforeAll, afterAll, expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import type { SpeechSegment } from '../../../engine/base/nouns.ts';
import { readSound } from '../../../engine/formats/open-sound.ts';
import type { Transcriber } from '../../../engine/transcription/recognizers/base/transcriber.ts';
import { loadVoiceDetectors, type LoadedVoiceDetectors } from '../../../engine/vad/load-voice-detectors.ts';
import { replaySpeech, type ReplayedFile } from '../../../scripts/eval/replay-speech.ts';
import { fixturePath } from '../../e2e/run-cli.ts';
import { audioMs } from '../../fakes/scripted-transcriber.ts';
import { sampleNamed } from '../../fakes/spoken-samples.ts';

const SPOKEN = sampleNamed('what-is-tcp');

let detectors: LoadedVoiceDetectors;
let samples: Int16Array;
beforeAll(async () => {
  detectors = await loadVoiceDetectors({ kind: 'energy', log: silentLogger });
  ({ samples } = await readSound(fixturePath(`samples/${SPOKEN.file}`)));
});
afterAll(() => detectors[Symbol.asyncDispose]());

const passes: SpeechSegment[] = [];
/** Says that each pass took `computeMs`; it takes no time. */
function recognizer(computeMs: number): Transcriber {
  passes.length = 0;
  return {
    description: 'made',
    transcribe: (speech) => {
      passes.push(speech);
      return Promise.resolve({ text: 'what is tcp', computeMs });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function replay(sound: Int16Array, computeMs: number): Promise<ReplayedFile> {
  using detector = detectors.create();
  const parts = { detector, transcriber: recognizer(computeMs), language: 'en' };
  return replaySpeech(sound, parts, new AbortController().signal);
}

test('a spoken file is one turn with its text, and the passes are counted as they were run', async () => {
  const { events, turnCount, sentMs, computeMs } = await replay(samples, 100);
  expect(turnCount).toBe(1);
  expect(events.at(-1)).toMatchObject({ type: 'transcript-completed', transcript: { text: 'what is tcp' } });
  expect(computeMs).toBe(100 * passes.length);
  expect(sentMs).toBe(passes.reduce((total, speech) => total + audioMs(speech), 0));
});

test('each pass lasts as long as the recognizer says, one after the other, on the time of the file', async () => {
  const completedAtMs = async (computeMs: number): Promise<number> => {
    const { events } = await replay(samples, computeMs);
    const last = events.at(-1);
    return last?.type === 'transcript-completed' ? last.transcript.completedAtMs : Number.NaN;
  };
  expect(await completedAtMs(0)).toBeGreaterThanOrEqual(SPOKEN.endMs);
  expect(await completedAtMs(0)).toBeLessThan(SPOKEN.endMs + 2_500);
  expect(await completedAtMs(20_000)).toBeGreaterThanOrEqual(20_000 * passes.length);
});

test('silence is not a turn, and the recognizer is not asked', async () => {
  expect(await replay(new Int16Array(32_000), 100)).toEqual({
    events: [],
    turnCount: 0,
    sentMs: 0,
    computeMs: 0,
  });
});
