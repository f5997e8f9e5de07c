import { expect, test } from 'vitest';
import { AudioHistory, HOP_SAMPLES } from '../../../engine/vad/audio-history.ts';
import { createVoiceActivity } from '../../../engine/vad/voice-activity.ts';

const LOUD = 8_000;
const SOFT = 400;
const QUIET = 8;

type Stretch = readonly [peak: number, probability: number, durationMs: number];

/** Plays stretches hop by hop. @returns the changes, each with the hop at which it was known. */
function hear(
  stretches: readonly Stretch[],
  onHop?: (activity: ReturnType<typeof createVoiceActivity>) => void,
) {
  const history = new AudioHistory();
  const activity = createVoiceActivity(history);
  const changes: string[] = [];
  for (const [peak, probability, durationMs] of stretches) {
    const hop = Int16Array.from({ length: HOP_SAMPLES }, (_, index) => (index % 16 < 8 ? peak : -peak));
    for (let at = 0; at < durationMs; at += 10) {
      history.append(hop, 0, HOP_SAMPLES);
      const change = activity.observe(history.endHop - 1, probability);
      if (change?.type === 'began') changes.push(`began ${change.startHop} known ${history.endHop}`);
      if (change?.type === 'ceased') changes.push(`ceased ${change.endHop} known ${history.endHop}`);
      onHop?.(activity);
    }
  }
  return changes;
}

const BEFORE: Stretch = [QUIET, 0.01, 500];

test('voice began where its level rose, though the detector is sure later', () => {
  // The detector hears speech 60 ms after it began, and wants 50 ms of it.
  expect(hear([BEFORE, [LOUD, 0.1, 60], [LOUD, 0.9, 100]])).toEqual(['began 50 known 61']);
});

test('the onset is looked for in the last 120 ms only', () => {
  expect(hear([BEFORE, [LOUD, 0.3, 400], [LOUD, 0.9, 100]])).toEqual(['began 78 known 95']);
});

test('a click that the detector takes for speech in a single window is none', () => {
  expect(hear([BEFORE, [LOUD, 0.9, 40], [QUIET, 0.1, 500]])).toEqual([]);
  // Nor do clicks add up.
  const clicks = Array.from({ length: 10 }, (): Stretch[] => [
    [LOUD, 0.9, 20],
    [QUIET, 0.1, 200],
  ]);
  expect(hear([BEFORE, ...clicks.flat()])).toEqual([]);
});

test('quiet of 90 ms is a pause, from where it began', () => {
  expect(hear([BEFORE, [LOUD, 0.9, 300], [QUIET, 0.1, 80], [LOUD, 0.9, 300]])).toEqual(['began 50 known 55']);
  expect(hear([BEFORE, [LOUD, 0.9, 300], [QUIET, 0.1, 90]])).toEqual([
    'began 50 known 55',
    'ceased 80 known 89',
  ]);
});

test('a quiet level is a pause at once, while the detector still lags', () => {
  expect(hear([BEFORE, [LOUD, 0.9, 300], [QUIET, 0.8, 90]]).at(-1)).toBe('ceased 80 known 89');
});

test('where the detector hears speech all the time there was a quieter voice and no pause', () => {
  const changes = hear([BEFORE, [LOUD, 0.9, 300], [QUIET, 0.8, 400]]);
  expect(changes).toEqual(['began 50 known 55', 'ceased 80 known 89', 'began 80 known 102']);
});

test('the hysteresis keeps a voice between its two limits as it is', () => {
  expect(hear([BEFORE, [LOUD, 0.4, 500]])).toEqual([]);
  expect(hear([BEFORE, [LOUD, 0.9, 300], [LOUD, 0.4, 500]])).toEqual(['began 50 known 55']);
});

test('in loud noise only the detector can tell a pause', () => {
  // The level stays within 12 dB of the voice.
  expect(hear([BEFORE, [LOUD, 0.9, 300], [LOUD / 2, 0.1, 90]]).at(-1)).toBe('ceased 80 known 89');
  expect(hear([BEFORE, [LOUD, 0.9, 300], [LOUD / 2, 0.6, 500]])).toHaveLength(1);
  // 14 dB below the voice, which 11 dB below it is not far from.
  const noisy: Stretch = [LOUD * 0.2, 0.01, 3_000];
  expect(hear([noisy, [LOUD, 0.9, 300], [LOUD * 0.28, 0.6, 500]])).toHaveLength(1);
});

test('a soft voice is heard over quiet', () => {
  expect(hear([BEFORE, [SOFT, 0.9, 300]])).toEqual(['began 50 known 55']);
});

test('while a voice may be beginning that is reported, and is decided soon', () => {
  const doubtful: boolean[] = [];
  hear([BEFORE, [LOUD, 0.9, 60]], ({ isDoubtful }) => doubtful.push(isDoubtful));
  expect(doubtful.slice(48)).toEqual([false, false, true, true, true, true, false, false]);
});

test('after lost sound nothing is known of a voice', () => {
  const changes = hear([BEFORE, [LOUD, 0.9, 100], [LOUD, 0.9, 100]], (activity) => {
    if (!activity.isVoice) return;
    activity.reset();
    expect([activity.isVoice, activity.isDoubtful]).toEqual([false, false]);
  });
  expect(changes.map((change) => change.split(' ')[0])).toEqual(['began', 'began', 'began', 'began']);
});
