import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import { openSamplesSource } from '../../../engine/capture/samples-source.ts';
import { readSound } from '../../../engine/formats/open-sound.ts';
import { createChannelReading } from '../../../engine/listening/channel-reading.ts';
import { loadVoiceDetectors } from '../../../engine/vad/load-voice-detectors.ts';
import { segmentSpeech } from '../../../engine/vad/segment-speech.ts';
import { createSegmenterControl } from '../../../engine/vad/segmenter-control.ts';
import { createAudioClock } from '../../../scripts/eval/hear-file.ts';
import { speechlessSounds } from '../../../scripts/eval/speechless-sounds.ts';
import { PROJECT_ROOT } from '../../workshop/source-files.ts';

/** The alarm on real speech and on noise, heard by Silero, with a recognizer that never says a word. */

const RATE_HZ = 16_000;
const READ_EVERY_MS = 250;

const detectors = await loadVoiceDetectors({ kind: 'silero', log: silentLogger });
afterAll(() => detectors[Symbol.asyncDispose]());

test('speech that brings no words is reported within ten seconds', async () => {
  const calls = ['call-interview.wav', 'call-sales.wav'];
  for (const name of calls) {
    const { samples } = await readSound(path.join(PROJECT_ROOT, 'test/fixtures', name));
    const { firstSpeechMs, alarmMs } = await hear(samples);
    expect(alarmMs - firstSpeechMs).toBeLessThanOrEqual(10_000);
  }
});

test('noise and music on hold are never taken for speech without words', async () => {
  const sounds = [...speechlessSounds(), { name: 'music on hold', samples: holdMusic(20) }];
  for (const { name, samples } of sounds)
    expect([name, (await hear(samples)).alarmMs]).toEqual([name, Infinity]);
});

async function hear(samples: Int16Array) {
  const clock = createAudioClock();
  using detector = detectors.create();
  const source = openSamplesSource({ samples, channel: 'them', device: 'file', isFast: true, clock });
  const reading = createChannelReading(source, clock);
  const { signal } = new AbortController();
  let firstSpeechMs = Infinity;
  let alarmMs = Infinity;
  let nextReadMs = READ_EVERY_MS;
  const frames = async function* (): ReturnType<typeof source.frames> {
    for await (const frame of source.frames(signal)) {
      clock.heardMs = ((frame.startSamples + frame.samples.length) * 1_000) / RATE_HZ;
      reading.observeFrame(frame);
      yield frame;
      if (clock.heardMs < nextReadMs) continue;
      nextReadMs += READ_EVERY_MS;
      if (reading.read().reading.isWordless) alarmMs = Math.min(alarmMs, clock.heardMs);
    }
  };
  let turnCount = 0;
  const nextTurnId = (): string => `turn-${(turnCount += 1)}`;
  const control = createSegmenterControl();
  const deps = {
    voiceDetector: detector,
    clock,
    nextTurnId,
    hangoverMs: () => 800,
    control,
    log: silentLogger,
  };
  for await (const event of segmentSpeech(frames(), deps, signal)) {
    reading.observeSpeech(event);
    if (event.type === 'speech-started') firstSpeechMs = Math.min(firstSpeechMs, event.speechStartMs);
  }
  return { firstSpeechMs, alarmMs };
}

/** Plucked chords, one each half second. */
function holdMusic(seconds: number): Int16Array {
  const chords = [
    [262, 330, 392],
    [220, 262, 330],
    [175, 220, 262],
    [196, 247, 294],
  ];
  return Int16Array.from({ length: seconds * RATE_HZ }, (_, index) => {
    const inChordS = (index % (RATE_HZ / 2)) / RATE_HZ;
    const chord = chords[Math.floor(index / (2 * RATE_HZ)) % chords.length] ?? [];
    const wave = chord.reduce((sum, hz) => sum + Math.sin((2 * Math.PI * hz * index) / RATE_HZ), 0);
    return 2_500 * Math.exp(-4 * inChordS) * wave;
  });
}
