import { closingMarkOf } from '../../engine/question/words.ts';
import type { Platt, QuestionModelFile } from '../../engine/question/question-model.ts';
import { FEATURE_SET, plattProbability } from '../../engine/question/question-model.ts';
import { trainCompleteness } from './completeness-model.ts';
import {
  CHOSEN_THRESHOLD,
  calibrate,
  crossCalibrate,
  indicesOf,
  isCleanConversation,
  operatingPoints,
  setMetrics,
} from './cross-validation.ts';
import type { SetMetrics } from './cross-validation.ts';
import type { LabelledUtterance } from './dataset.ts';
import type { Example } from './examples.ts';
import { examplesOf } from './examples.ts';
import { encodeFoldScores, type foldScoresSchema } from './fold-scores.ts';
import { outOfFold, stackedScore, trainStackedModel } from './stacked-model.ts';
import { referencesOf } from './references.ts';
import { encodeLinear, encodeTrees } from './weights-file.ts';
import type { z } from 'zod';

export interface TrainedFiles {
  readonly weights: QuestionModelFile;
  readonly foldScores: z.infer<typeof foldScoresSchema>;
}

/** Talk at an even pace; the other side of a call speaks about half of the time. */
const WORDS_PER_HOUR_OF_TALK = 150 * 60;
const OTHERS_SHARE_OF_TALK = 0.5;

/** Cross-validates, calibrates and trains the detector; `rows` are those of all files. */
export function trainDetector(
  rows: readonly LabelledUtterance[],
  about: {
    readonly trainedOn: string;
    readonly dataHashes: Readonly<Record<string, string>>;
    readonly codeVersion: string;
  },
  note: (line: string) => void,
): TrainedFiles {
  const examples = examplesOf(rows);
  note(`${examples.length} utterances; cross-validating`);
  const logOdds = outOfFold(examples, (training) => trainStackedModel(training), stackedScore);
  const probabilities = crossCalibrate(examples, logOdds);
  const platt = calibrate(examples, logOdds);
  note('training on all of them');
  const model = trainStackedModel(examples);
  const { rocAuc, rocAucAtPauses, ...completeness } = trainCompleteness(examples);
  const weights: QuestionModelFile = {
    format: 'sotto-question-detector',
    version: 1,
    ...about,
    dataHashes: { ...about.dataHashes },
    featureSet: FEATURE_SET,
    linear: encodeLinear(model.linear),
    trees: encodeTrees(model.trees),
    linearShare: model.linearShare,
    platt,
    punctuation: punctuationOffsets(examples, logOdds, platt),
    threshold: CHOSEN_THRESHOLD,
    completeness: { linear: encodeLinear(model.endings), platt: completeness.platt },
    operatingPoints: operatingPoints(examples, probabilities),
    utterancesPerHour: utterancesPerHour(examples),
    references: referencesOf(examples, probabilities),
    metrics: {
      ...figuresOf(examples, probabilities),
      completeness: { rocAuc, ...(rocAucAtPauses !== undefined && { rocAucAtPauses }) },
    },
  };
  const known = examples.flatMap((example, index) =>
    isMade(example) ? [] : [{ row: example.source.row, logOdds: logOdds[index] as number }],
  );
  return { weights, foldScores: encodeFoldScores(known, about.trainedOn) };
}

/** Rows that only teach: written for training, or copied. */
export function isMade({ source }: Example): boolean {
  return source.row.source === 'written' || source.row.source === 'copy';
}

/** Out-of-fold figures by set of rows. */
function figuresOf(
  examples: readonly Example[],
  probabilities: readonly number[],
): Record<string, Record<string, number>> {
  const figures = (isWanted: (example: Example) => boolean): Record<string, number> => {
    const indices = indicesOf(examples, isWanted);
    const metrics: SetMetrics = setMetrics(
      indices.map((index) => probabilities[index] as number),
      indices.map((index) => (examples[index] as Example).label),
      CHOSEN_THRESHOLD,
    );
    return Object.fromEntries(
      Object.entries(metrics).map(([name, value]: [string, number]) => [name, Number(value.toFixed(4))]),
    );
  };
  const sources = [...new Set(examples.map((example) => example.source.row.source ?? 'unknown'))];
  const isConversation = (example: Example): boolean => !example.isByDesign;
  return {
    all: figures(isConversation),
    clean: figures(isCleanConversation),
    ...Object.fromEntries(
      sources
        .filter((source) =>
          examples.some((example) => isConversation(example) && example.source.row.source === source),
        )
        .map((source) => [
          source,
          figures((example) => isCleanConversation(example) && example.source.row.source === source),
        ]),
    ),
    interview: figures((example) => example.isByDesign && !isMade(example)),
  };
}

/**
 * What a closing mark adds beyond the words. Learned where act and mark were given independently: elsewhere
 * the mark is the label.
 */
function punctuationOffsets(
  examples: readonly Example[],
  logOdds: readonly number[],
  platt: Platt,
): QuestionModelFile['punctuation'] {
  const offset = (isWanted: (example: Example) => boolean): number => {
    const indices = indicesOf(
      examples,
      (example) => example.source.row.source === 'ami' && isWanted(example),
    );
    return offsetFor(
      indices.map((index) => logOdds[index] as number),
      indices.filter((index) => (examples[index] as Example).label).length,
      platt,
    );
  };
  const isAsked = (example: Example): boolean => closingMarkOf(example.source.row.text) === '?';
  return { questionMark: offset(isAsked), otherMark: offset((example) => !isAsked(example)) };
}

/** The shift of the log-odds at which the probabilities add up to the positives; 0 without any rows. */
function offsetFor(logOdds: readonly number[], positiveCount: number, platt: Platt): number {
  if (logOdds.length === 0) return 0;
  let low = -10;
  let high = 10;
  for (let round = 0; round < 50; round += 1) {
    const middle = (low + high) / 2;
    const expected = logOdds.reduce((sum, score) => sum + plattProbability(platt, score + middle), 0);
    if (expected < positiveCount) low = middle;
    else high = middle;
  }
  return Number(low.toFixed(4));
}

function utterancesPerHour(examples: readonly Example[]): number {
  const conversations = examples.filter((example) => !example.isByDesign);
  const wordCount = conversations.reduce(
    (sum, example) => sum + example.source.utterance.text.split(/\s+/).length,
    0,
  );
  return Math.round((OTHERS_SHARE_OF_TALK * WORDS_PER_HOUR_OF_TALK * conversations.length) / wordCount);
}
