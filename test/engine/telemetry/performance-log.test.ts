import { existsSync, mkdtempSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { openPerformanceLog, readFigures } from '../../../engine/telemetry/performance-log.ts';
import type { EngineEvent } from '../../../engine/protocol/events.ts';
import { createLogger } from '../../../engine/base/logger.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

let file: string;
let clock: ManualClock;
const lines: string[] = [];
const log = createLogger('debug', (line) => void lines.push(line));

beforeEach(() => {
  file = path.join(mkdtempSync(path.join(tmpdir(), 'sotto-performance-')), 'performance.db');
  clock = new ManualClock();
});

const completed = (firstBulletMs: number | null): EngineEvent => ({
  type: 'answer.completed',
  seq: 1,
  atMs: 0,
  turnId: 't1',
  bullets: ['canary words'],
  path: 'live',
  status: 'complete',
  latencyMs: 900,
  firstBulletMs,
  isStale: false,
});

test('a turn leaves its times and no words', () => {
  {
    using performanceLog = openPerformanceLog({ path: file, mayWrite: () => true, clock, log });
    const at = { seq: 1, turnId: 't1', channel: 'them' } as const;
    performanceLog.observe({ type: 'turn.ended', ...at, atMs: 100, reason: 'silence', speechEndMs: 0 });
    const spoken = { text: 'canary words', startMs: 0, endMs: 90 };
    performanceLog.observe({ type: 'transcript.completed', ...at, atMs: 450, ...spoken });
    performanceLog.observe(completed(640));
  }
  expect(readFigures(file, 0).map(({ kind, name, detail, value }) => [kind, name, detail, value])).toEqual([
    ['start', '', '', null],
    ['transcript', 'them', '', 350],
    ['answer', 'live', 'complete', 640],
    ['stop', '', '', null],
  ]);
  expect(JSON.stringify(readFigures(file, 0))).not.toContain('canary');
});

test('figures reach the disk within two seconds, and a kill leaves no stop', async () => {
  using performanceLog = openPerformanceLog({ path: file, mayWrite: () => true, clock, log });
  performanceLog.observe({
    type: 'failed',
    seq: 1,
    atMs: 0,
    code: 'model-timeout',
    message: 'm',
    remedy: 'r',
  });
  expect(readFigures(file, 0)).toEqual([]);
  await clock.advance(2_000);
  expect(readFigures(file, 0).map(({ kind, name }) => `${kind} ${name}`.trim())).toEqual([
    'start',
    'failure model-timeout',
  ]);
});

test('only its owner may read the file, whatever the umask', () => {
  const before = process.umask(0);
  openPerformanceLog({ path: file, mayWrite: () => true, clock, log })[Symbol.dispose]();
  process.umask(before);
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
});

test.runIf(process.platform !== 'win32')('a symbolic link in the file’s place is not followed', () => {
  const target = `${file}-elsewhere`;
  symlinkSync(target, file);
  openPerformanceLog({ path: file, mayWrite: () => true, clock, log })[Symbol.dispose]();
  expect(existsSync(target)).toBe(false);
  expect(() => readFigures(file, 0)).toThrow('performance.db in the data folder is not a file.');
});

test('a damaged file costs the figures and nothing else', () => {
  writeFileSync(file, 'no database at all, just some text that is long enough to be looked at');
  using performanceLog = openPerformanceLog({ path: file, mayWrite: () => true, clock, log });
  performanceLog.observe(completed(1));
  expect(lines.join('\n')).toContain('performance figures are not kept');
});

test('without a path nothing is kept', () => {
  using performanceLog = openPerformanceLog({ path: undefined, mayWrite: () => true, clock, log });
  performanceLog.observe(completed(1));
  expect(() => readFigures(file, 0)).toThrow(/unable to open/);
});

test('while nothing may stay on the disk no figure is written', () => {
  {
    using performanceLog = openPerformanceLog({ path: file, mayWrite: () => false, clock, log });
    performanceLog.observe(completed(1));
  }
  expect(readFigures(file, 0).map(({ kind }) => kind)).toEqual(['stop']);
});
