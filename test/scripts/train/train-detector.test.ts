import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { questionModelSchema, questionScorerOf } from '../../../engine/question/question-model.ts';
import { shapeOf } from '../../../engine/question/sentence-shape.ts';
import type { Row } from '../../../scripts/train/dataset.ts';
import { withContext } from '../../../scripts/train/dataset.ts';
import { examplesOf } from '../../../scripts/train/examples.ts';
import { readFoldScores } from '../../../scripts/train/fold-scores.ts';
import { stackedScore, trainStackedModel } from '../../../scripts/train/stacked-model.ts';
import { trainDetector } from '../../../scripts/train/train-detector.ts';
import { encodeLinear, encodeTrees } from '../../../scripts/train/weights-file.ts';

const SUBJECTS = [
  'the cache',
  'our price',
  'the api',
  'the contract',
  'a queue',
  'this plan',
  'the index',
  'the team',
];
const ASKING = ['what is', 'how does', 'why is', 'can you explain', 'when is'];
const TELLING = ['we changed', 'i looked at', 'they moved', 'it is about', 'then came'];

/** Five conversations in five folds, every second utterance a question. */
const rows: Row[] = Array.from({ length: 200 }, (_, index) => {
  const question = index % 2 === 0;
  const opening = (question ? ASKING : TELLING)[index % 5] ?? '';
  const text = `${opening} ${SUBJECTS[(index * 3) % 8] ?? ''} ${index % 3 === 0 ? 'today' : 'here'}`;
  const fold = index % 5;
  return {
    id: `row-${index}`,
    source: 'made-up',
    conv: `c${fold}`,
    fold,
    speaker: `s${index % 3}`,
    text,
    asr: text,
    question,
  };
});
const labelled = withContext(rows);

describe('training', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'sotto-train-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  test('gives weights that fit their schema, figures of unseen folds and scores by row', async () => {
    const about = { trainedOn: '2026-01-02', dataHashes: { made: 'up' }, codeVersion: 'test' };
    const files = trainDetector(labelled, about, () => undefined);
    expect(questionModelSchema.parse(files.weights)).toEqual(files.weights);
    expect(files.weights.metrics['clean']?.['prAuc']).toBeGreaterThan(0.95);

    const file = path.join(directory, 'scores.json');
    await writeFile(file, JSON.stringify(files.foldScores));
    const scoreOf = await readFoldScores(file, '2026-01-02');
    const known = rows.map((row) => scoreOf(row));
    expect(known.every((score) => score !== undefined)).toBe(true);
    const [first] = rows;
    expect(first && scoreOf({ ...first, asr: 'other words' })).toBeUndefined();
    const other = await readFoldScores(file, '2026-01-03');
    expect(first && other(first)).toBeUndefined();
  });

  test('and the engine score the same utterance alike, but for the rounding of the weights', () => {
    const examples = examplesOf(labelled);
    const model = trainStackedModel(examples);
    const score = questionScorerOf({
      linear: encodeLinear(model.linear),
      trees: encodeTrees(model.trees),
      linearShare: model.linearShare,
      completeness: { linear: encodeLinear(model.endings), platt: { slope: 1, intercept: 0 } },
    });
    for (const example of examples) {
      const { utterance } = example.source;
      expect(score(utterance, shapeOf(utterance.text))).toBeCloseTo(stackedScore(model, example), 1);
    }
  });
});

describe('context', () => {
  test('is what was said before in the same conversation, by the same or another speaker', () => {
    const fifth = labelled[25];
    expect(fifth?.utterance.previous).toEqual(
      [5, 10, 15, 20].map((index) => ({
        text: rows[index]?.asr,
        channel: rows[index]?.speaker === rows[25]?.speaker ? 'them' : 'me',
      })),
    );
  });

  test("is a row's own where it has one, bared like the judged text", () => {
    const [only] = withContext([
      {
        id: 'x',
        text: 'Why?',
        asr: 'why',
        speaker: 'a',
        question: true,
        context: [{ speaker: 'b', text: 'It, is red.' }],
      },
    ]);
    expect(only?.utterance.previous).toEqual([{ text: 'it is red', channel: 'me' }]);
  });
});
