import { expect, test } from 'vitest';
import { restInSilence } from '../../../engine/vad/resting-detector.ts';
import { createScriptedDetector } from '../../fakes/scripted-detector.ts';

function window(amplitude: number): Float32Array {
  return new Float32Array(512).map((_, index) => (index % 2 === 0 ? amplitude : -amplitude));
}

function counted(): { askedCount: number; detector: ReturnType<typeof restInSilence> } {
  const scripted = createScriptedDetector();
  const counter = {
    askedCount: 0,
    detector: restInSilence({
      ...scripted,
      detect: (heard: Float32Array) => {
        counter.askedCount += 1;
        return scripted.detect(heard);
      },
    }),
  };
  return counter;
}

test('spares the detector a steady noise, after it was sure that nobody speaks', async () => {
  const counter = counted();
  for (let index = 0; index < 200; index += 1)
    expect(await counter.detector.detect(window(0.002))).toBeLessThan(0.1);
  expect(counter.askedCount).toBeLessThan(20);
});

test('asks again at once when something can be heard', async () => {
  const counter = counted();
  for (let index = 0; index < 200; index += 1) await counter.detector.detect(window(0.002));
  const before = counter.askedCount;
  expect(await counter.detector.detect(window(0.2))).toBe(0.95);
  expect(counter.askedCount).toBe(before + 1);
});

test('asks about every window while somebody speaks', async () => {
  const counter = counted();
  for (let index = 0; index < 50; index += 1) await counter.detector.detect(window(0.2));
  expect(counter.askedCount).toBe(50);
});
