import { array, assert, double, integer, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { createSpeakerClusters, MAX_SPEAKER_COUNT } from '../../../engine/speakers/speaker-clusters.ts';
import { toVoice, type Voice } from '../../../engine/speakers/voice.ts';

const THRESHOLDS = { sameScore: 0.8, otherScore: 0.6 };

/** A direction in a plane: two voices are as alike as the cosine of the angle between them. */
function voiceAt(degrees: number, voicedMs = 3_000): Voice {
  const angle = (degrees * Math.PI) / 180;
  const voice = toVoice(Float32Array.of(Math.cos(angle), Math.sin(angle)), voicedMs);
  if (!voice) throw new Error('no voice');
  return voice;
}

/** The label of each turn once all were heard; `-` for those in doubt. */
function labelsOf(voices: readonly Voice[]): string {
  const clusters = createSpeakerClusters(THRESHOLDS);
  const labels = new Map<string, number>();
  for (const [index, voice] of voices.entries())
    for (const { turnId, speakerId } of clusters.add(String(index), voice)) labels.set(turnId, speakerId);
  return voices.map((_, index) => labels.get(String(index)) ?? '-').join(' ');
}

test('two voices are two speakers, numbered as they were found', () => {
  expect(labelsOf([0, 90, 5, 85, 2, 88].map((degrees) => voiceAt(degrees)))).toBe('1 2 1 2 1 2');
});

test('a voice is a speaker with its second turn; one alone has no label', () => {
  expect(labelsOf([voiceAt(0)])).toBe('-');
  expect(labelsOf([0, 90, 0].map((degrees) => voiceAt(degrees)))).toBe('1 - 1');
});

test('a voice that is neither alike nor clearly another is in doubt', () => {
  // The cosine of 45° is 0.71.
  expect(labelsOf([0, 0, 45, 45].map((degrees) => voiceAt(degrees)))).toBe('1 1 - -');
});

test('a voice between two speakers is in doubt', () => {
  // Both at 55° are too near for a wide lead, each alike enough by itself.
  expect(labelsOf([0, 0, 60, 60, 30].map((degrees) => voiceAt(degrees)))).toBe('1 1 2 2 -');
});

test('a short turn gets the label of a speaker that is known, and makes none', () => {
  const short = voiceAt(0, 1_000);
  expect(labelsOf([short, short, short])).toBe('- - -');
  expect(labelsOf([voiceAt(0), voiceAt(0), short])).toBe('1 1 1');
});

test('an embedding without direction is not a voice', () => {
  expect(toVoice(Float32Array.of(0, 0), 3_000)).toBeUndefined();
  expect(toVoice(Float32Array.of(Number.NaN, 1), 3_000)).toBeUndefined();
});

test('labels never change, each turn has one at most, and speakers are bounded', () => {
  const turns = array(
    record({
      spread: array(double({ min: -1, max: 1, noNaN: true }), { minLength: 12, maxLength: 12 }),
      axis: integer({ min: 0, max: 11 }),
      voicedMs: integer({ min: 1_000, max: 10_000 }),
    }),
    { maxLength: 80 },
  );
  assert(
    property(turns, (heard) => {
      const clusters = createSpeakerClusters(THRESHOLDS);
      const labels = new Map<string, number>();
      for (const [index, { spread, axis, voicedMs }] of heard.entries()) {
        const direction = Float32Array.from(spread, (value, at) => value / 10 + (at === axis ? 1 : 0));
        const voice = toVoice(direction, voicedMs);
        for (const { turnId, speakerId } of voice ? clusters.add(String(index), voice) : []) {
          expect(labels.has(turnId)).toBe(false);
          expect(Number(turnId)).toBeLessThanOrEqual(index);
          labels.set(turnId, speakerId);
        }
      }
      const speakers = [...new Set(labels.values())].toSorted((left, right) => left - right);
      expect(speakers.length).toBeLessThanOrEqual(MAX_SPEAKER_COUNT);
      expect(speakers).toEqual(speakers.map((_, index) => index + 1));
    }),
  );
});
