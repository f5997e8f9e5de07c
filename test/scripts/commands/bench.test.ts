import { expect, test } from 'vitest';
import type { BenchRow } from '../../../scripts/bench/bench.ts';
import { UsageError } from '../../../scripts/command-line/command.ts';
import { command, describeRow } from '../../../scripts/commands/bench.ts';
import { runCommand } from './run-command.ts';

const ROW: BenchRow = { name: 'cached', unit: 'ms', p50: 1.23456, p95: 99.96, p99: 12_345.6 };

test('figures have three digits, and thousands none behind the point', () => {
  expect(describeRow(ROW)).toBe('  cached: p50/p95/p99 1.23 / 100 / 12,346 ms');
});

test('the raw peer and the goal stand beside them', () => {
  const peer = { name: 'raw', p50: 0.5 };
  expect(describeRow({ ...ROW, peer, goal: '< 5 ms', isMet: true })).toMatch(
    / {2}peer raw: 0\.5 {2}goal < 5 ms: met$/,
  );
  expect(describeRow({ ...ROW, goal: '< 1 ms', isMet: false })).toMatch(/goal < 1 ms: missed$/);
});

test('a bench that there is not is named before any runs', async () => {
  await expect(runCommand(command, ['overhead', 'underhead'])).rejects.toThrow(UsageError);
  await expect(runCommand(command, ['underhead'])).rejects.toThrow('"underhead"');
});

test('once the user stops it, no bench begins', async () => {
  const reason = new Error('stopped');
  const signal = AbortSignal.abort(reason);
  await expect(runCommand(command, ['overhead'], { signal })).rejects.toBe(reason);
});
