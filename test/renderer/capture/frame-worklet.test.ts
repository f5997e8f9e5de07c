import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';

interface Posted {
  readonly startSamples: number;
  readonly samples: Int16Array;
}
interface Processor {
  process(inputs: Float32Array[][]): boolean;
}

let Registered: new () => Processor;
let processor: Processor;
let posted: Posted[];
let positionSamples: number;

beforeAll(async () => {
  vi.stubGlobal(
    'AudioWorkletProcessor',
    class {
      readonly port = { postMessage: (frame: Posted) => void posted.push(frame) };
    },
  );
  vi.stubGlobal('registerProcessor', (_name: string, made: new () => Processor) => (Registered = made));
  // A script of the audio thread, which exports nothing.
  await import(new URL('../../../renderer/capture/frame-worklet.ts', import.meta.url).href);
});
afterAll(() => void vi.unstubAllGlobals());
beforeEach(() => {
  processor = new Registered();
  posted = [];
  positionSamples = 0;
});

/** A quantum of 128 samples at the context's position. */
function quantum(value: number): void {
  vi.stubGlobal('currentFrame', positionSamples);
  processor.process([[new Float32Array(128).fill(value)]]);
  positionSamples += 128;
}

test('quanta become frames of 20 ms that follow each other', () => {
  for (let index = 0; index < 10; index += 1) quantum(0.5);
  expect(posted.map(({ startSamples, samples }) => [startSamples, samples.length])).toEqual([
    [0, 320],
    [320, 320],
    [640, 320],
    [960, 320],
  ]);
  expect(new Set(posted[0]?.samples)).toEqual(new Set([16_384]));
});

test('what is beyond full scale is cut there', () => {
  for (let index = 0; index < 3; index += 1) quantum(-7);
  expect(posted[0]?.samples[0]).toBe(-32_767);
});

test('a gap shows in the position, and what was gathered before it is not a frame', () => {
  for (let index = 0; index < 4; index += 1) quantum(0.1);
  positionSamples += 12_800;
  for (let index = 0; index < 3; index += 1) quantum(0.2);
  expect(posted.map(({ startSamples }) => startSamples)).toEqual([0, 4 * 128 + 12_800]);
  expect(new Set(posted[1]?.samples).size).toBe(1);
});

test('without an input nothing happens, and it is kept running', () => {
  expect([processor.process([]), processor.process([[]]), posted.length]).toEqual([true, true, 0]);
});
