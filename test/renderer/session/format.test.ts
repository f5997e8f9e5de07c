import { expect, test } from 'vitest';
import {
  formatAge,
  formatBytes,
  formatDuration,
  formatLatency,
  percentOf,
} from '../../../renderer/session/format.ts';

test('durations are read in the unit that fits', () => {
  expect([0, 440, 9_949, 9_950, 59_499, 60_000, 3_600_000].map(formatDuration)).toEqual([
    '0.0 s',
    '0.4 s',
    '9.9 s',
    '10 s',
    '59 s',
    '1 min',
    '1 h',
  ]);
});

test('ages are read in whole units', () => {
  expect([0, 440, 4_600, 59_600].map(formatAge)).toEqual(['0 s', '0 s', '5 s', '1 min']);
});

test('latencies below a second are whole milliseconds', () => {
  expect([3.2, 999, 1_140].map(formatLatency)).toEqual(['3 ms', '999 ms', '1.1 s']);
});

test('sizes are read in decimal units', () => {
  expect([0, 999, 1_500, 148e6, 4.7e9].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '2 kB',
    '148 MB',
    '4.7 GB',
  ]);
});

test('a share of an unknown total is none', () => {
  expect([percentOf(5, 0), percentOf(1, 3), percentOf(9, 3)]).toEqual([0, 33, 100]);
});
