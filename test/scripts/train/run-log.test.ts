import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendRun, readRuns } from '../../../scripts/train/run-log.ts';

const RUN = {
  kind: 'eval questions',
  startedAt: '2026-11-29T12:00:00.123Z',
  elapsedMs: 5,
  dataHashes: { 'a.jsonl': 'abc' },
  parameters: { threshold: 0.5 },
  metrics: { f1: 0.9 },
};

let folder: string;
let log: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-runs-'));
  log = path.join(folder, 'inner', 'experiments.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

test('runs come back oldest first, each with its number and the version of the code', async () => {
  expect(await appendRun(RUN, log)).toBeUndefined();
  await appendRun({ ...RUN, startedAt: '2026-11-29T13:00:00.000Z' }, log);
  const runs = await readRuns(log);
  expect(runs.map(({ id }) => id)).toEqual(['20261129120000123', '20261129130000000']);
  expect(runs[0]).toMatchObject(RUN);
  expect(runs[0]?.codeVersion).toMatch(/\S/);
});

test('a line that a crash cut off, or that is not a run, is left out', async () => {
  await appendRun(RUN, log);
  await appendFile(log, '{"id":"x"}\n{"id":"2026","ki');
  expect(await readRuns(log)).toHaveLength(1);
});

test('a log that is not there has no runs', async () => {
  expect(await readRuns(log)).toEqual([]);
});

test('a log that cannot be written spoils no run: the failure is handed back', async () => {
  await writeFile(path.join(folder, 'inner'), '');
  expect(await appendRun(RUN, log)).toBeInstanceOf(Error);
});
