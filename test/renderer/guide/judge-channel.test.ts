import { expect, test } from 'vitest';
import { judgeChannel } from '../../../renderer/guide/judge-channel.ts';

const measure = {
  device: 'Headset',
  levelDbfs: -90,
  noiseFloorDbfs: -90,
  clippedRatio: 0,
  state: 'listening',
  isWordless: false,
  isSpeech: false,
  lastFrameAgeMs: 20,
  lastWordAgeMs: null,
  droppedFrameCount: 0,
  receivedAtMs: 1_000,
} as const;
const facts = { isWanted: true, measure, nowMs: 1_100, canHear: true, words: '' };

test.each([
  ['a side that was not asked for is off', { isWanted: false }, { is: 'off' }],
  ['a device that never sent a frame brings no sound', { measure: undefined }, { is: 'no-sound' }],
  ['nor does one whose frames have stopped', { nowMs: 3_000 }, { is: 'no-sound' }],
  ['digital silence is quiet, not sound', {}, { is: 'quiet' }],
  ['a level above the noise is sound', { measure: { ...measure, levelDbfs: -40 } }, { is: 'sound' }],
  [
    'a loud but even noise is not',
    { measure: { ...measure, levelDbfs: -40, noiseFloorDbfs: -42 } },
    { is: 'quiet' },
  ],
  [
    'sound that nothing can recognize yet is said to be that',
    { canHear: false, measure: { ...measure, isSpeech: true } },
    { is: 'no-recognizer' },
  ],
  ['words prove everything', { words: 'hello there' }, { is: 'heard', words: 'hello there' }],
] as const)('%s', (_title, change, verdict) => {
  expect(judgeChannel({ ...facts, ...change })).toEqual(verdict);
});
