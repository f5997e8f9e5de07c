import { beforeAll, expect, test } from 'vitest';
import { readQuestionModel } from '../../../engine/question/load-question-detector.ts';
import type { Utterance } from '../../../engine/question/question-detector.ts';
import { shapeOf } from '../../../engine/question/sentence-shape.ts';
import {
  boundByForm,
  createTrainedDetector,
  type Calibration,
  type TrainedDetector,
} from '../../../engine/question/trained-detector.ts';
import type { QuestionModelFile } from '../../../engine/question/question-model.ts';

const WEIGHTS = new URL('../../../assets/question-detector.json', import.meta.url).pathname;
const say = (text: string, more: Partial<Utterance> = {}): Utterance => ({
  text,
  channel: 'them',
  isPartial: false,
  previous: [],
  ...more,
});

let model: QuestionModelFile;
let detector: TrainedDetector;
let calibration: Calibration;
let sensitivity: number;
beforeAll(async () => {
  model = await readQuestionModel(WEIGHTS);
  calibration = { platt: model.platt, threshold: model.threshold };
  sensitivity = 0.5;
  detector = createTrainedDetector(model, { calibration: () => calibration, sensitivity: () => sensitivity });
});

test('a question is named by its kind, and a statement by none', () => {
  expect(detector.judge(say('What is the difference between TCP and UDP?'))).toMatchObject({
    isQuestion: true,
    worthAnswering: true,
  });
  expect(detector.judge(say('We moved the office to Berlin last year.'))).toMatchObject({
    isQuestion: false,
    kind: 'none',
    worthAnswering: false,
  });
});

test('calibration and sensitivity are asked for at each judgement', () => {
  const text = say('any experience with rust');
  const before = detector.judge(text);
  expect(before.isQuestion).toBe(true);
  calibration = { platt: { slope: 1, intercept: -50 }, threshold: 0.9 };
  expect(detector.judge(text)).toMatchObject({ isQuestion: false });
  calibration = { platt: model.platt, threshold: model.threshold };
  expect(detector.judge(text)).toEqual(before);
});

test('a question mark adds to the log-odds, and a full stop takes away where the words do not ask', () => {
  const [bare, asked, stated] = ['you live in Berlin', 'you live in Berlin?', 'you live in Berlin.'].map(
    (text) => detector.logOdds(say(text)),
  );
  expect(asked).toBeCloseTo((bare ?? 0) + model.punctuation.questionMark);
  expect(stated).toBeCloseTo((bare ?? 0) + model.punctuation.otherMark);
  const asks = ['where do you live', 'where do you live.'].map((text) => detector.logOdds(say(text)));
  expect(asks[1]).toBe(asks[0]);
  const cleft = ['what matters to us is speed', 'what matters to us is speed.'].map((text) =>
    detector.logOdds(say(text)),
  );
  expect(cleft[1]).toBeLessThan(cleft[0] ?? 0);
});

test('a voice that rises helps a plain sentence to ask, within bounds', () => {
  const rising = (finalPitchRiseSemitones: number, text = 'and your role is') =>
    detector.logOdds(
      say(text, {
        voice: {
          finalPitchRiseSemitones,
          finalPitchSemitonesPerSecond: 0,
          finalLengtheningRatio: 1,
          levelDbfs: -20,
        },
      }),
    ) - detector.logOdds(say(text));
  expect(rising(2)).toBeCloseTo(0.3);
  expect(rising(100)).toBeCloseTo(0.6);
  expect(rising(-100)).toBeCloseTo(-0.3);
  expect(rising(4, 'where do you live')).toBe(0);
});

test('the form bounds what weights say: nothing for no words, little for a nod, much for a form that asks', () => {
  const bound = (text: string): number => boundByForm(0.6, say(text), shapeOf(text));
  expect([bound(''), bound('Right.'), bound('Right?'), bound('We live here.')]).toEqual([0, 0.25, 0.6, 0.6]);
  expect(
    boundByForm(
      0.1,
      say('My question is whether we can keep it.'),
      shapeOf('My question is whether we can keep it.'),
    ),
  ).toBeGreaterThan(0.5);
});

test('words that cannot end a sentence are incomplete, whatever mark a growing text has', () => {
  const completeness = (text: string, isPartial: boolean) =>
    detector.judge(say(text, { isPartial })).completeness;
  expect(completeness('What is the', true)).toBeLessThan(0.1);
  expect(completeness('What is the.', true)).toBe(completeness('What is the', true));
  expect(completeness('What is a hash map?', false)).toBeGreaterThan(0.9);
  expect(completeness('What is a hash map…', true)).toBeLessThan(completeness('What is a hash map', true));
});
