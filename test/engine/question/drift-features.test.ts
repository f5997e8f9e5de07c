import { expect, test } from 'vitest';
import { textObservationsOf } from '../../../engine/question/drift-features.ts';
import { probabilityByRules } from '../../../engine/question/rules-detector.ts';
import { shapeOf } from '../../../engine/question/sentence-shape.ts';

test('an utterance is counted by its words, its openers and the two scores', () => {
  expect(textObservationsOf(shapeOf('So, what is it'), 0.7)).toEqual({
    score: 0.7,
    wordCount: 4,
    openerShare: 0.25,
    meanWordLength: 2.5,
    rulesScore: probabilityByRules(shapeOf('So, what is it')),
  });
});

test('the mark of a recognizer changes nothing', () => {
  expect(textObservationsOf(shapeOf('you live here?'), 0.2)).toEqual(
    textObservationsOf(shapeOf('you live here'), 0.2),
  );
});

test('an utterance without words is all opener and has no length', () => {
  expect(textObservationsOf(shapeOf(''), 0)).toMatchObject({
    wordCount: 0,
    openerShare: 1,
    meanWordLength: 0,
  });
});
