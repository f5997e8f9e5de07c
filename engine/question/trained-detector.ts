import type { QuestionJudgement } from '../base/nouns.ts';
import { isWorthAnswering } from './answer-worth.ts';
import { completenessByRules } from './completeness-rules.ts';
import { completenessFeaturesOf } from './completeness-features.ts';
import type { QuestionDetector, Utterance } from './question-detector.ts';
import type { Platt, QuestionModelFile } from './question-model.ts';
import { linearScorerOf, plattProbability, questionScorerOf } from './question-model.ts';
import { kindOf } from './rules-detector.ts';
import { thresholdAt } from './sensitivity.ts';
import type { SentenceShape } from './sentence-shape.ts';
import { shapeOf } from './sentence-shape.ts';

/** Refitted on this user's labels; stands in for what was shipped. */
export interface Calibration {
  readonly platt: Platt;
  readonly threshold: number;
}

export interface TrainedDetector extends QuestionDetector {
  readonly model: QuestionModelFile;
  /** Log-odds with punctuation, before calibration: what a recalibration is fitted on. */
  logOdds(utterance: Utterance): number;
}

/** A lone "right" or "okay" never triggers at the chosen threshold, unless the recognizer heard it asked. */
const NOD_CEILING = 0.25;

export function cappedForNods(probability: number, shape: SentenceShape): number {
  if (shape.words.length === 0) return 0;
  return shape.core.length === 0 && shape.mark !== '?' ? Math.min(probability, NOD_CEILING) : probability;
}

/** @param calibration asked for at each judgement, so that it can change in mid-call. */
export function createTrainedDetector(
  model: QuestionModelFile,
  deps: { readonly calibration: () => Calibration; readonly sensitivity: () => number },
): TrainedDetector {
  const score = questionScorerOf(model);
  const endScore = linearScorerOf(model.completeness.linear);
  const logOddsOf = (utterance: Utterance, shape: SentenceShape): number => {
    const logOdds = score(utterance, shape);
    if (shape.mark === '?') return logOdds + model.punctuation.questionMark;
    return shape.mark === '.' ? logOdds + model.punctuation.otherMark : logOdds;
  };
  const completenessOf = (shape: SentenceShape): number => {
    const byRules = completenessByRules(shape);
    if (shape.mark === '?' || shape.words.length === 0) return byRules;
    const learned = plattProbability(model.completeness.platt, endScore(completenessFeaturesOf(shape)));
    if (shape.mark === '…') return Math.min(byRules, learned);
    return shape.mark === '.' ? Math.max(byRules, learned) : learned;
  };
  const judge = (utterance: Utterance): QuestionJudgement => {
    const shape = shapeOf(utterance.text);
    const { platt, threshold } = deps.calibration();
    const probability = cappedForNods(plattProbability(platt, logOddsOf(utterance, shape)), shape);
    const isQuestion = probability >= thresholdAt(deps.sensitivity(), threshold);
    return {
      probability,
      isQuestion,
      kind: isQuestion ? kindOf(shape) : 'none',
      worthAnswering: isQuestion && isWorthAnswering(shape.core.join(' ')),
      completeness: completenessOf(shape),
    };
  };
  return {
    name: `trained ${model.trainedOn}`,
    model,
    judge,
    logOdds: (utterance) => logOddsOf(utterance, shapeOf(utterance.text)),
  };
}
