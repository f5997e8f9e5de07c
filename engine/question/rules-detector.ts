import type { QuestionJudgement } from '../base/nouns.ts';
import type { QuestionKind } from '../protocol/call-parts.ts';
import { isWorthAnswering } from './answer-worth.ts';
import { completenessByRules } from './completeness-rules.ts';
import type { QuestionDetector } from './question-detector.ts';
import type { Opening, SentenceShape } from './sentence-shape.ts';
import { shapeOf } from './sentence-shape.ts';

/** A judgement at or above this is a question by the rules. */
const RULES_THRESHOLD = 0.5;

/** How likely a sentence asks, by how it begins; rough, read off conversations. */
const PROBABILITY_BY_OPENING: Readonly<Record<Opening, number>> = {
  'wh-inverted': 0.85,
  'wh-bare': 0.6,
  'follow-up': 0.75,
  inverted: 0.85,
  directive: 0.8,
  'wh-clause': 0.2,
  relative: 0.12,
  exclamation: 0.1,
  plain: 0.04,
  empty: 0.02,
};

/** Judges by the order of the words alone: readable, needs no data, and the fallback of the trained one. */
export function createRulesDetector(): QuestionDetector {
  return {
    name: 'rules',
    judge: (utterance) => judgeByRules(shapeOf(utterance.text)),
  };
}

export function judgeByRules(shape: SentenceShape): QuestionJudgement {
  const probability = probabilityByRules(shape);
  const isQuestion = probability >= RULES_THRESHOLD;
  return {
    probability,
    isQuestion,
    kind: isQuestion ? kindOf(shape) : 'none',
    worthAnswering: isQuestion && isWorthAnswering(shape.core.join(' ')),
    completeness: completenessByRules(shape),
  };
}

export function probabilityByRules(shape: SentenceShape): number {
  let probability = PROBABILITY_BY_OPENING[shape.opening];
  if (shape.asksWithin) probability = Math.max(probability, 0.6);
  if (shape.isIndirect) probability = Math.max(probability, 0.7);
  if (shape.hasTag) probability = Math.max(probability, 0.5);
  if (shape.isReported) probability = Math.min(probability, 0.35);
  if (shape.mark === '?') return Math.max(probability, 0.9);
  if (shape.mark === '.' && shape.opening !== 'directive') return probability * 0.85;
  return probability;
}

/** The form in which `shape` asks, given that it does. */
export function kindOf(shape: SentenceShape): QuestionKind {
  if (shape.opening === 'follow-up') return 'follow-up';
  if (shape.opening === 'directive') return 'directive';
  if (shape.opening === 'inverted' || (shape.asksWithin && shape.opening === 'plain')) {
    if (shape.core.some((word, index) => index > 1 && (word === 'explain' || word === 'describe'))) {
      return 'directive';
    }
    return shape.offersChoice ? 'choice' : 'yes-no';
  }
  if (shape.opening.startsWith('wh')) return 'wh';
  if (shape.hasTag) return 'tag';
  if (shape.isIndirect) return 'directive';
  return 'declarative';
}
