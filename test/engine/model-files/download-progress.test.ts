import { expect, test } from 'vitest';
import { createProgressMeter } from '../../../engine/model-files/download-progress.ts';

function meterAt() {
  let nowMs = 0;
  const clock = { nowMs: () => nowMs, wallMs: () => nowMs, sleep: () => Promise.resolve() };
  const meter = createProgressMeter(100_000_000, clock);
  return { meter, goTo: (atMs: number) => void (nowMs = atMs) };
}

test('The rate is that of the last five seconds, and says how long the rest takes', () => {
  const { meter, goTo } = meterAt();
  expect(meter.receiving(0)).toEqual({
    phase: 'receiving',
    detail: '',
    receivedBytes: 0,
    totalBytes: 100_000_000,
    bytesPerSecond: 0,
  });
  for (let second = 1; second <= 4; second += 1) {
    goTo(second * 1_000);
    meter.receiving(second * 1_000_000);
  }
  goTo(5_000);
  expect(meter.receiving(5_000_000)).toMatchObject({ bytesPerSecond: 1e6, detail: '1.0 MB/s, 2 min left' });
  goTo(15_000);
  expect(meter.receiving(5_000_000)).toMatchObject({ bytesPerSecond: 0, detail: '' });
  goTo(16_000);
  expect(meter.receiving(55_000_000)).toMatchObject({ detail: '50 MB/s, 1 s left' });
});

test('A file that starts over is measured from zero', () => {
  const { meter, goTo } = meterAt();
  meter.receiving(50_000_000);
  goTo(1_000);
  expect(meter.receiving(1_000)).toMatchObject({ bytesPerSecond: 0 });
  goTo(2_000);
  expect(meter.receiving(2_001_000)).toMatchObject({ bytesPerSecond: 2e6 });
});

test('Reports are due four times a second', () => {
  const { meter, goTo } = meterAt();
  expect(meter.isDue()).toBe(true);
  meter.receiving(0);
  goTo(249);
  expect(meter.isDue()).toBe(false);
  goTo(250);
  expect(meter.isDue()).toBe(true);
});
