import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { silentLogger } from '../../../engine/base/logger.ts';
import { writeVersions } from '../../../engine/question/calibration-file.ts';
import { loadQuestionDetector, readQuestionModel } from '../../../engine/question/load-question-detector.ts';
import type { QuestionDetector } from '../../../engine/question/question-detector.ts';
import type { QuestionModelFile } from '../../../engine/question/question-model.ts';

const WEIGHTS = new URL('../../../assets/question-detector.json', import.meta.url).pathname;
const phrases = z
  .array(z.object({ text: z.string(), kind: z.enum(['question', 'statement', 'backchannel']) }))
  .parse(JSON.parse(readFileSync(new URL('../../fixtures/phrases.json', import.meta.url), 'utf8')));
const bare = (text: string): string => text.toLowerCase().replaceAll(/[.,?!]/g, '');
const load = (file: string, calibrationPath?: string): Promise<QuestionDetector> =>
  loadQuestionDetector({
    path: file,
    ...(calibrationPath !== undefined && { calibrationPath }),
    sensitivity: () => 0.5,
    log: silentLogger,
  });
const utterance = (text: string) => ({ text, channel: 'them', isPartial: false, previous: [] }) as const;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'sotto-detector-'));
});
afterAll(() => rm(directory, { recursive: true }));

describe('the shipped weights', () => {
  test('fit their schema and stay below 1.5 MB', async () => {
    const bytes = await readFile(WEIGHTS);
    expect(bytes.length).toBeLessThan(1_500_000);
    expect((await load(WEIGHTS)).name).toMatch(/^trained \d{4}-\d\d-\d\d$/);
  });

  test.each(phrases.flatMap((phrase) => [phrase, { ...phrase, text: bare(phrase.text) }]))(
    'judge "$text" as a $kind, although they never saw it',
    async ({ text, kind }) => {
      const detector = await load(WEIGHTS);
      expect(detector.judge(utterance(text)).isQuestion).toBe(kind === 'question');
    },
  );

  test('take a nod for a question only where the recognizer heard one', async () => {
    const detector = await load(WEIGHTS);
    const previous = [
      { text: 'what is the difference between a process and a thread', channel: 'them' },
    ] as const;
    expect(detector.judge({ ...utterance('right'), previous }).isQuestion).toBe(false);
    expect(detector.judge({ ...utterance(''), previous }).probability).toBe(0);
  });

  test('find more or fewer questions as the sensitivity says', async () => {
    let sensitivity = 1;
    const detector = await loadQuestionDetector({
      path: WEIGHTS,
      sensitivity: () => sensitivity,
      log: silentLogger,
    });
    const doubtful = utterance('any ideas on the price');
    const strict = detector.judge(doubtful).isQuestion;
    sensitivity = 0;
    expect([strict, detector.judge(doubtful).isQuestion]).toEqual([false, true]);
  });
});

describe('unusable weights', () => {
  const damaged: readonly (readonly [string, (text: string) => string])[] = [
    ['cut off', (text) => text.slice(0, 10_000)],
    ['no JSON', () => '<html>'],
    ['of other features', (text) => text.replace(/"featureSet":"[^"]*"/, '"featureSet":"dense-0"')],
    ['with a cycle in a tree', (text) => text.replace(/"left":\[\d+/, '"left":[0')],
    ['with a word among the numbers', (text) => text.replace(/"value":\[[^,]*/, '"value":["1"')],
    ['with a number too large', (text) => text.replace(/"threshold":\[[^,]*/, '"threshold":[1e999')],
    ['short of weights', (text) => text.replace(/"slotCount":\d+/, '"slotCount":131')],
  ];
  test.each(damaged)('%s leave the rules in charge, and the name says so', async (name, damage) => {
    const file = path.join(directory, `${name}.json`);
    const original = await readFile(WEIGHTS, 'utf8');
    expect(damage(original)).not.toBe(original);
    await writeFile(file, damage(original));
    expect((await load(file)).name).toBe('rules');
    await expect(readQuestionModel(file)).rejects.toMatchObject({ code: 'question-detector-unavailable' });
  });

  test('missing leave the rules in charge', async () => {
    expect((await load(path.join(directory, 'nowhere.json'))).name).toBe('rules');
  });
});

describe('a recalibration on disk', () => {
  const version = {
    version: 1,
    platt: { slope: 1, intercept: -9 },
    threshold: 0.5,
    labelCount: 60,
    fittedAtMs: 0,
  };
  const probability = async (calibrationPath: string): Promise<number> =>
    (await load(WEIGHTS, calibrationPath)).judge(utterance('what is tcp')).probability;

  test('is used with the weights it was fitted for, and with no others', async () => {
    const model = await readQuestionModel(WEIGHTS);
    const other: QuestionModelFile = { ...model, platt: { slope: 2, intercept: 0 } };
    const fitting = path.join(directory, 'fitting.json');
    const foreign = path.join(directory, 'foreign.json');
    await writeVersions(fitting, model, [version]);
    await writeVersions(foreign, other, [version]);
    const shipped = await probability(path.join(directory, 'none.json'));
    expect(await probability(fitting)).toBeLessThan(shipped / 2);
    expect(await probability(foreign)).toBe(shipped);
  });

  test('that is damaged is passed over', async () => {
    const file = path.join(directory, 'damaged-calibration.json');
    await writeFile(file, '{"modelId":');
    expect(await probability(file)).toBe(await probability(path.join(directory, 'none.json')));
  });
});
