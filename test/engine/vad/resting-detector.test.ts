import { expect, test } from 'vitest';
import { restInSilence } from '../../../engine/vad/resting-detector.ts';
import { createScriptedDetector } from '../../fakes/scripted-detector.ts';

function window(amplitude: number): Float32Array {
  return new Float32Array(512).map((_, index) => (index % 2 === 0 ? amplitude : -amplitude));
}

function counted(): { heard: Float32Array[]; detector: ReturnType<typeof restInSilence> } {
  const scripted = createScriptedDetector();
  const counter = {
    heard: [] as Float32Array[],
    detector: restInSilence({
      ...scripted,
      detect: (heard: Float32Array) => {
        counter.heard.push(Float32Array.from(heard));
        return scripted.detect(heard);
      },
    }),
  };
  return counter;
}

test('spares the detector a steady noise once it is sure that no one is speaking', async () => {
  const counter = counted();
  for (let index = 0; index < 200; index += 1)
    expect(await counter.detector.detect(window(0.002))).toBeLessThan(0.1);
  expect(counter.heard.length).toBeLessThan(20);
  // Rest begins after 130 ms of sure silence, not at the first quiet window.
  expect(counter.heard.length).toBeGreaterThanOrEqual(5);
});

test('asks again at once when something can be heard, after what was heard just before', async () => {
  const counter = counted();
  for (let index = 0; index < 200; index += 1) await counter.detector.detect(window(0.002 + index / 1e6));
  const before = counter.heard.length;
  expect(await counter.detector.detect(window(0.2))).toBe(0.95);
  const amplitudes = counter.heard.slice(before).map((heard) => heard[0]);
  expect(amplitudes).toEqual(
    [196, 197, 198, 199].map((index) => Math.fround(0.002 + index / 1e6)).concat(Math.fround(0.2)),
  );
});

test('asks about every window while somebody speaks', async () => {
  const counter = counted();
  for (let index = 0; index < 50; index += 1) await counter.detector.detect(window(0.2));
  expect(counter.heard.length).toBe(50);
});
