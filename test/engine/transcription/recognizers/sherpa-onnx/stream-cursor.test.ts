import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createStreamCursor } from '../../../../../engine/transcription/recognizers/sherpa-onnx/stream-cursor.ts';
import { segmentOf } from '../../../../fakes/spoken-samples.ts';

const SAMPLES = Int16Array.from({ length: 1_000 }, (_, index) => index);
const upTo = (samplesCount: number, turnId = 'turn-1') => segmentOf(SAMPLES.slice(0, samplesCount), turnId);

test('A growing turn is handed over piece by piece, once', () => {
  const cursor = createStreamCursor();
  const tasks = [300, 700].map((count) => cursor.advance(upTo(count), 'partial', 1));
  tasks.push(cursor.advance(upTo(1_000), 'final', 1));
  expect(
    tasks.map(({ isFresh, isFinal, samples }) => [isFresh, isFinal, samples[0], samples.length]),
  ).toEqual([
    [true, false, 0, 300],
    [false, false, 300, 400],
    [false, true, 700, 300],
  ]);
});

test('A turn starts over after its final pass, when it shrank, when it was forgotten or its stream is lost', () => {
  const isFreshAfter = (disturb: (cursor: ReturnType<typeof createStreamCursor>) => void, startCount = 1) => {
    const cursor = createStreamCursor();
    cursor.advance(upTo(500), 'partial', 1);
    disturb(cursor);
    const { isFresh, samples } = cursor.advance(upTo(600), 'partial', startCount);
    return isFresh && samples.length === 600;
  };
  expect(isFreshAfter(() => undefined)).toBe(false);
  expect(isFreshAfter(() => undefined, 2)).toBe(true);
  expect(isFreshAfter((cursor) => cursor.forget('turn-1'))).toBe(true);
  expect(isFreshAfter((cursor) => cursor.advance(upTo(550), 'final', 1))).toBe(true);
  expect(createShrunk().isFresh).toBe(true);
});

test('Whatever the order of passes, a stream has always heard exactly the turn so far', () => {
  const step = fc.record({
    turn: fc.integer({ min: 0, max: 6 }),
    samplesCount: fc.integer({ min: 1, max: 1_000 }),
    pass: fc.constantFrom('partial' as const, 'final' as const),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const cursor = createStreamCursor();
      const streams = new Map<string, number[]>();
      for (const { turn, samplesCount, pass } of steps) {
        const task = cursor.advance(upTo(samplesCount, `turn-${turn}`), pass, 1);
        const heard = [...(task.isFresh ? [] : (streams.get(task.turnId) ?? [])), ...task.samples];
        expect(heard).toEqual(Array.from(SAMPLES.subarray(0, samplesCount)));
        streams.delete(task.turnId);
        if (!task.isFinal) streams.set(task.turnId, heard);
        // The recognizer keeps no more streams than these.
        while (streams.size > 4) streams.delete(streams.keys().next().value ?? '');
      }
    }),
  );
});

function createShrunk() {
  const cursor = createStreamCursor();
  cursor.advance(upTo(500), 'partial', 1);
  return cursor.advance(upTo(400), 'partial', 1);
}
