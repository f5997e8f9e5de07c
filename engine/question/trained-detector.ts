import type { QuestionJudgement } from '../base/nouns.ts';
import { isWorthAnswering, repeatsTheOther } from './answer-worth.ts';
import { asksByForm, ASKING_FORM_PROBABILITY } from './asking-form.ts';
import { completenessByRules } from './completeness-rules.ts';
import { completenessFeaturesOf } from './completeness-features.ts';
import type { QuestionDetector, Utterance } from './question-detector.ts';
import type { Platt, QuestionModelFile } from './question-model.ts';
import { linearScorerOf, plattProbability, questionScorerOf } from './question-model.ts';
import { kindOf } from './rules-detector.ts';
import { thresholdAt } from './sensitivity.ts';
import type { SentenceShape } from './sentence-shape.ts';
import { shapeOf } from './sentence-shape.ts';

/** Refitted on this user's labels; replaces the shipped one. */
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
const MAX_NOD_PROBABILITY = 0.25;

/** What the form of a sentence says, independent of the weights. */
export function boundByForm(probability: number, utterance: Utterance, shape: SentenceShape): number {
  if (shape.words.length === 0) return 0;
  if (shape.core.length === 0 && shape.mark !== '?') return Math.min(probability, MAX_NOD_PROBABILITY);
  return asksByForm(utterance, shape) ? Math.max(probability, ASKING_FORM_PROBABILITY) : probability;
}

/**
 * A rising end makes a statement in form a question ("and your role is?"). The conversations trained on have
 * no sound; on 60 labelled utterances with sound the rise alone put a question above a statement in 72 % of
 * pairs. That is too little to learn a weight from, so the shift is small and bounded.
 */
function voiceShift(voice: Utterance['voice'], shape: SentenceShape): number {
  if (!voice || shape.opening !== 'plain') return 0;
  return Math.max(-0.3, Math.min(0.6, LOG_ODDS_PER_SEMITONE * voice.finalPitchRiseSemitones));
}

/** "What matters to us is speed": a statement whose subject begins like a question. */
const CLEFT = /^what (?:\w+s|we \w+|i \w+|you \w+) (?:\w+ ){0,4}(?:is|was)\b/;

/** Recognizers end questions that fall in pitch with a full stop: where the words ask, it means nothing. */
function asksInForm({ core, opening, isIndirect }: SentenceShape): boolean {
  if (CLEFT.test(core.join(' '))) return false;
  return opening === 'wh-inverted' || opening === 'inverted' || isIndirect;
}

const LOG_ODDS_PER_SEMITONE = 0.15;

/** Of an article, a conjunction or a pronoun whose verb is to come. */
const DANGLING_COMPLETENESS = 0.06;

/** A recognizer ends everything with a mark, even what will be continued; only "…" is informative. */
function withoutClosingMark(shape: SentenceShape): SentenceShape {
  return shape.mark === '…' ? shape : { ...shape, mark: '' };
}

/** @param calibration asked for at each judgement, so that it can change mid-call. */
export function createTrainedDetector(
  model: QuestionModelFile,
  deps: { readonly calibration: () => Calibration; readonly sensitivity: () => number },
): TrainedDetector {
  const score = questionScorerOf(model);
  const endScore = linearScorerOf(model.completeness.linear);
  const logOddsOf = (utterance: Utterance, shape: SentenceShape): number => {
    const logOdds = score(utterance, shape) + voiceShift(utterance.voice, shape);
    if (shape.mark === '?') return logOdds + model.punctuation.questionMark;
    return shape.mark === '.' && !asksInForm(shape) ? logOdds + model.punctuation.otherMark : logOdds;
  };
  const completenessOf = (shape: SentenceShape): number => {
    const byRules = completenessByRules(shape);
    if (shape.mark === '?' || shape.words.length === 0) return byRules;
    const learned = plattProbability(model.completeness.platt, endScore(completenessFeaturesOf(shape)));
    // The rules are most certain about words that cannot end a sentence ("… and a").
    if (shape.mark === '…' || byRules <= DANGLING_COMPLETENESS) return Math.min(byRules, learned);
    return shape.mark === '.' ? Math.max(byRules, learned) : learned;
  };
  const judge = (utterance: Utterance): QuestionJudgement => {
    const shape = shapeOf(utterance.text);
    const { platt, threshold } = deps.calibration();
    const probability = boundByForm(plattProbability(platt, logOddsOf(utterance, shape)), utterance, shape);
    const isQuestion = probability >= thresholdAt(deps.sensitivity(), threshold);
    return {
      probability,
      isQuestion,
      kind: isQuestion ? kindOf(shape) : 'none',
      worthAnswering:
        isQuestion && isWorthAnswering(shape.core.join(' ')) && !repeatsTheOther(utterance, shape),
      completeness: completenessOf(utterance.isPartial ? withoutClosingMark(shape) : shape),
    };
  };
  return {
    name: `trained ${model.trainedOn}`,
    model,
    judge,
    logOdds: (utterance) => logOddsOf(utterance, shapeOf(utterance.text)),
  };
}
