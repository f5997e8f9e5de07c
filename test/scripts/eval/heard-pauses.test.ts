import { expect, test } from 'vitest';
import { hearPauses } from '../../../scripts/eval/heard-pauses.ts';
import { createScriptedDetector } from '../../fakes/scripted-detector.ts';
import { perform, type Score } from '../../engine/vad/hear.ts';

async function pausesOf(score: Score): Promise<{ voice: [number, number]; isResumed: boolean }[]> {
  const heard = await hearPauses(perform(score), createScriptedDetector(), new AbortController().signal);
  return heard.map(({ voiceStartMs, endMs, resumedAtMs }) => ({
    voice: [voiceStartMs, endMs],
    isResumed: Number.isFinite(resumedAtMs),
  }));
}

test('tells the pauses within a turn from those that nothing follows', async () => {
  const pauses = await pausesOf([
    ['quiet', 1_000],
    ['loud', 800],
    ['quiet', 500],
    ['loud', 600],
    ['quiet', 5_000],
    ['loud', 700],
    ['quiet', 1_000],
  ]);
  expect(pauses).toEqual([
    { voice: [1_000, 1_800], isResumed: true },
    { voice: [2_300, 2_900], isResumed: false },
    { voice: [7_900, 8_600], isResumed: false },
  ]);
});

test('is not misled where a long turn is split', async () => {
  const pauses = await pausesOf([
    ['quiet', 1_000],
    ['loud', 20_000],
    ['quiet', 500],
    ['loud', 6_000],
    ['quiet', 1_000],
  ]);
  expect(pauses).toEqual([
    { voice: [1_000, 21_000], isResumed: true },
    { voice: [21_500, 27_500], isResumed: false },
  ]);
});
