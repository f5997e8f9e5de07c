import type { DriftFeature } from '../protocol/drift-feature.ts';
import { probabilityByRules } from './rules-detector.ts';
import type { SentenceShape } from './sentence-shape.ts';

/** Drift features derived from text and score only; one value per utterance. */
export function textObservationsOf(
  shape: SentenceShape,
  probability: number,
): Partial<Record<DriftFeature, number>> {
  const { words, core } = shape;
  const characters = words.reduce((sum, word) => sum + word.length, 0);
  return {
    score: probability,
    wordCount: words.length,
    openerShare: words.length === 0 ? 1 : (words.length - core.length) / words.length,
    meanWordLength: words.length === 0 ? 0 : characters / words.length,
    rulesScore: probabilityByRules({ ...shape, mark: '' }),
  };
}
