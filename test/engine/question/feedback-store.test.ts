import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../engine/base/clock.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { readCalibration } from '../../../engine/question/calibration-file.ts';
import type { FeedbackStore } from '../../../engine/question/feedback-store.ts';
import { openFeedbackStore } from '../../../engine/question/feedback-store.ts';
import { readQuestionModel } from '../../../engine/question/load-question-detector.ts';
import type { QuestionModelFile } from '../../../engine/question/question-model.ts';

const WEIGHTS = new URL('../../../assets/question-detector.json', import.meta.url).pathname;
const SECRET = 'our margin is nine percent';

let directory: string;
let model: QuestionModelFile;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'sotto-feedback-'));
  model = await readQuestionModel(WEIGHTS);
});
afterEach(() => rm(directory, { recursive: true }));

const labelsPath = (): string => path.join(directory, 'labels.jsonl');
const calibrationPath = (): string => path.join(directory, 'calibration.json');

/** A detector whose log-odds are written in the text: "4.2 …". */
function open(keepsText = false): Promise<FeedbackStore> {
  const detector = {
    name: 'fake',
    model,
    judge: () => {
      throw new Error('not needed here');
    },
    logOdds: ({ text }: { text: string }) => Number.parseFloat(text),
  };
  return openFeedbackStore({
    labelsPath: labelsPath(),
    calibrationPath: calibrationPath(),
    detector,
    keepsText: () => keepsText,
    clock: systemClock,
    log: silentLogger,
  });
}

const utterance = (text: string) => ({ text, channel: 'them', isPartial: false, previous: [] }) as const;

/** Says of utterances with log-odds above `turn` that they ask, of others that they do not. */
async function label(store: FeedbackStore, count: number, turn: number): Promise<string[]> {
  const outcomes: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const logOdds = ((index * 37) % 100) / 12.5 - 4;
    outcomes.push(await store.add(utterance(`${logOdds}`), logOdds > turn ? 'missed' : 'not-a-question'));
  }
  return outcomes;
}

describe('feedback', () => {
  test('recalibrates with the fiftieth label, and a new start still knows it', async () => {
    const store = await open();
    const outcomes = await label(store, 60, 2);
    expect(outcomes.slice(0, 49)).toEqual(Array.from({ length: 49 }, () => 'kept'));
    expect(outcomes).toContain('recalibrated');
    expect(store.canRevert).toBe(true);
    expect(await readCalibration(calibrationPath(), model)).not.toEqual({
      platt: model.platt,
      threshold: model.threshold,
    });
    const reopened = await open();
    expect([reopened.labelCount, reopened.canRevert]).toEqual([60, true]);
  });

  test('is taken back step by step to what was shipped', async () => {
    const store = await open();
    await label(store, 80, 2);
    while (store.canRevert) expect(await store.revert()).toBe(true);
    expect(await store.revert()).toBe(false);
    expect(await readCalibration(calibrationPath(), model)).toEqual({
      platt: model.platt,
      threshold: model.threshold,
    });
    expect(store.labelCount).toBe(80);
  });

  test('on an answer that was bad says nothing about the question', async () => {
    const store = await open();
    expect(await store.add(utterance('1'), 'bad')).toBe('ignored');
    expect(store.labelCount).toBe(0);
  });

  test('keeps no words unless they may be kept', async () => {
    await (await open(false)).add(utterance(`1 ${SECRET}`), 'good');
    expect(await readFile(labelsPath(), 'utf8')).not.toContain('margin');
    await (await open(true)).add(utterance(`1 ${SECRET}`), 'good');
    expect(await readFile(labelsPath(), 'utf8')).toContain(SECRET);
  });

  test('loses its words, also on the disk, and keeps its score', async () => {
    const store = await open(true);
    await store.forgetWords();
    await store.add(utterance(`1 ${SECRET}`), 'good');
    await store.forgetWords();
    expect(await readFile(labelsPath(), 'utf8')).toMatch(/^\{"atMs":\d+,"logOdds":1,"isQuestion":true\}\n$/);
    expect((await open()).labelCount).toBe(1);
  });

  test('given all at once is written one after the other', async () => {
    const store = await open();
    await Promise.all(Array.from({ length: 30 }, (_, index) => store.add(utterance(`${index}`), 'good')));
    expect((await readFile(labelsPath(), 'utf8')).trim().split('\n')).toHaveLength(30);
  });
});
