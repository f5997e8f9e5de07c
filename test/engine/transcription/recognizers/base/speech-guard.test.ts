import { expect, test } from 'vitest';
import { isTooLittleSpeech } from '../../../../../engine/transcription/recognizers/base/speech-guard.ts';
import { segmentOf } from '../../../../fakes/spoken-samples.ts';

test.each([
  ['nothing', new Int16Array(0), true],
  ['99 ms', new Int16Array(1_599).fill(1_000), true],
  ['100 ms', new Int16Array(1_600).fill(1_000), false],
  ['a minute of zeros', new Int16Array(960_000), true],
  ['a minute of hiss below any microphone', new Int16Array(960_000).fill(8), true],
  ['a click in zeros', new Int16Array(16_000).fill(9, 8_000, 8_001), false],
])('%s: too little is %s', (_name, samples, isTooLittle) => {
  expect(isTooLittleSpeech(segmentOf(samples))).toBe(isTooLittle);
});
