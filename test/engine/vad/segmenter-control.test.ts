import { expect, test } from 'vitest';
import { createSegmenterControl } from '../../../engine/vad/segmenter-control.ts';

test('orders wait for the segmenter, in order, and are given once', () => {
  const control = createSegmenterControl();
  control.hold();
  control.release();
  control.endTurn('paused-by-user');
  expect(control.takeOrders()).toEqual([
    { type: 'hold' },
    { type: 'end', reason: 'released' },
    { type: 'end', reason: 'paused-by-user' },
  ]);
  expect(control.takeOrders()).toEqual([]);
});

test('a key that repeats while it is held is one order, and letting go of nothing is none', () => {
  const control = createSegmenterControl();
  control.release();
  control.hold();
  control.hold();
  expect(control.takeOrders()).toEqual([{ type: 'hold' }]);
  control.release();
  control.release();
  control.hold();
  expect(control.takeOrders()).toEqual([{ type: 'end', reason: 'released' }, { type: 'hold' }]);
});

test('a segmenter that waits for sound is woken by each order', () => {
  const control = createSegmenterControl();
  let wakeCount = 0;
  control.onOrder = () => (wakeCount += 1);
  control.hold();
  control.hold();
  control.endTurn('source-ended');
  expect(wakeCount).toBe(2);
});
