import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  MAX_VERSION_COUNT,
  modelIdOf,
  readCalibration,
  readVersions,
  writeVersions,
  type CalibrationVersion,
} from '../../../engine/question/calibration-file.ts';
import type { QuestionModelFile } from '../../../engine/question/question-model.ts';

const MODEL = {
  linear: { weights: 'AAEC' },
  trees: { value: [1, 2] },
  platt: { slope: 1, intercept: 0 },
  threshold: 0.5,
  trainedOn: '2026-11-01',
} as unknown as QuestionModelFile;
const OTHER: QuestionModelFile = { ...MODEL, platt: { slope: 2, intercept: 0 } };

const versionOf = (version: number): CalibrationVersion => ({
  version,
  platt: { slope: 1 + version, intercept: -1 },
  threshold: 0.4,
  labelCount: 20,
  fittedAtMs: version,
});

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-calibration-'));
  file = path.join(folder, 'inner', 'calibration.json');
});
afterEach(() => rm(folder, { recursive: true }));

test('the newest recalibration counts, and the last ten are kept', async () => {
  await writeVersions(
    file,
    MODEL,
    Array.from({ length: 12 }, (_, index) => versionOf(index + 1)),
  );
  expect((await readVersions(file, MODEL)).map(({ version }) => version)).toEqual([
    3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
  ]);
  expect(MAX_VERSION_COUNT).toBe(10);
  expect(await readCalibration(file, MODEL)).toEqual(versionOf(12));
  expect(await readdir(path.dirname(file))).toEqual(['calibration.json']);
});

test('without a file, or with nowhere to keep one, what was shipped counts', async () => {
  const shipped = { platt: MODEL.platt, threshold: MODEL.threshold };
  expect(await readCalibration(undefined, MODEL)).toEqual(shipped);
  expect(await readCalibration(file, MODEL)).toEqual(shipped);
});

test('a recalibration of other weights does not count, whenever they were trained', async () => {
  await writeVersions(file, MODEL, [versionOf(1)]);
  expect(await readVersions(file, OTHER)).toEqual([]);
  expect(await readVersions(file, { ...MODEL, trainedOn: '2027-01-01', threshold: 0.9 })).toHaveLength(1);
  expect(modelIdOf(OTHER)).not.toBe(modelIdOf(MODEL));
});

test.each([
  ['half a file', (text: string) => text.slice(0, 20)],
  ['a threshold that lets everything through', (text: string) => text.replace('0.4', '0')],
  ['a slope that turns questions around', (text: string) => text.replace('"slope":2', '"slope":-2')],
  ['an unknown field', (text: string) => text.replace('"labelCount"', '"extra":1,"labelCount"')],
])('%s does not count', async (_what, damage) => {
  await writeVersions(file, MODEL, [versionOf(1)]);
  const text = await readFile(file, 'utf8');
  const damaged = damage(text);
  expect(damaged).not.toBe(text);
  await writeFile(file, damaged);
  expect(await readVersions(file, MODEL)).toEqual([]);
});
