import path from 'node:path';
import { EngineError } from '../../engine/base/engine-error.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { loadQuestionDetector, readQuestionModel } from '../../engine/question/load-question-detector.ts';
import { plattProbability } from '../../engine/question/question-model.ts';
import { createRulesDetector } from '../../engine/question/rules-detector.ts';
import { shapeOf } from '../../engine/question/sentence-shape.ts';
import { boundByForm } from '../../engine/question/trained-detector.ts';
import { setMetrics } from '../train/cross-validation.ts';
import type { SetMetrics } from '../train/cross-validation.ts';
import type { LabelledUtterance } from '../train/dataset.ts';
import { readDataset } from '../train/dataset.ts';
import { readFoldScores } from '../train/fold-scores.ts';
import { reliabilityOf } from '../train/metrics.ts';
import type { ReliabilityBin } from '../train/metrics.ts';
import { appendRun, runLogPath } from '../train/run-log.ts';

const ASSETS = path.resolve(import.meta.dirname, '../../assets');
export const QUESTION_WEIGHTS_PATH = path.join(ASSETS, 'question-detector.json');
const FOLD_SCORES_PATH = path.join(ASSETS, 'question-detector-fold-scores.json');

/** Figures of the question detector on one file. */
export interface QuestionReport {
  readonly detector: string;
  readonly threshold: number;
  readonly all: SetMetrics;
  /** Rows without `ambiguous`. */
  readonly clean: SetMetrics;
  readonly bySource: Readonly<Record<string, SetMetrics>>;
  /** Share of found questions by surface form, clean rows. */
  readonly recallByForm: Readonly<Record<string, { readonly n: number; readonly recall: number }>>;
  /** Share of statements that trigger, clean rows. */
  readonly falseAlarmRate: number;
  readonly reliability: readonly ReliabilityBin[];
  /**
   * How the rows were scored: `outOfFold` by a model of the cross-validation that had not seen the row's
   * conversation, because the shipped one was trained on it; `unseen` by the shipped model.
   */
  readonly scoring: { readonly outOfFold: number; readonly unseen: number };
  readonly dataHash: string;
}

/** A row with the probability that it asks. */
export interface ScoredRow {
  readonly labelled: LabelledUtterance;
  readonly probability: number;
  readonly isOutOfFold: boolean;
}

export type DetectorChoice = 'trained' | 'rules';

/**
 * @param file labelled utterances, JSON Lines.
 * @throws EngineError 'bad-argument' when the file does not fit; 'question-detector-unavailable' when the detector
 * does no better than chance on it.
 */
export async function evaluateQuestions(
  file: string,
  options: { readonly detector?: DetectorChoice; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<QuestionReport> {
  const startedAt = new Date().toISOString();
  const startedMs = performance.now();
  const dataset = await readDataset(file);
  if (dataset.rows.length === 0) {
    throw new EngineError('bad-argument', `There is no row in ${file}.`, 'Give a file with labelled rows.');
  }
  const scorer = await openScorer(options.detector ?? 'trained');
  const report = reportOf(dataset.rows.map(scorer.score), scorer, dataset.hash);
  await appendRun(
    {
      kind: 'eval questions',
      startedAt,
      elapsedMs: Math.round(performance.now() - startedMs),
      dataHashes: { [path.basename(file)]: dataset.hash },
      parameters: { detector: report.detector, threshold: report.threshold },
      metrics: flatMetrics(report),
    },
    runLogPath(options.env ?? process.env),
  );
  assertAboveChance(report);
  return report;
}

export interface RowScorer {
  readonly name: string;
  readonly threshold: number;
  readonly score: (labelled: LabelledUtterance) => ScoredRow;
}

/** Rows that the shipped model was trained on get the score of a model that had not seen them. */
export async function openScorer(choice: DetectorChoice): Promise<RowScorer> {
  if (choice === 'rules') {
    const rules = createRulesDetector();
    const score = (labelled: LabelledUtterance): ScoredRow => ({
      labelled,
      probability: rules.judge(labelled.utterance).probability,
      isOutOfFold: false,
    });
    return { name: rules.name, threshold: RULES_THRESHOLD, score };
  }
  const model = await readQuestionModel(QUESTION_WEIGHTS_PATH);
  const foldScore = await readFoldScores(FOLD_SCORES_PATH, model.trainedOn);
  const detector = await loadQuestionDetector({
    path: QUESTION_WEIGHTS_PATH,
    sensitivity: () => 0.5,
    log: silentLogger,
  });
  const score = (labelled: LabelledUtterance): ScoredRow => {
    const logOdds = foldScore(labelled.row);
    if (logOdds === undefined) {
      const { probability } = detector.judge(labelled.utterance);
      return { labelled, probability, isOutOfFold: false };
    }
    const probability = plattProbability(model.platt, logOdds);
    return {
      labelled,
      probability: boundByForm(probability, labelled.utterance, shapeOf(labelled.utterance.text)),
      isOutOfFold: true,
    };
  };
  return { name: detector.name, threshold: model.threshold, score };
}

const RULES_THRESHOLD = 0.5;

export function printQuestions(report: QuestionReport, print: (line: string) => void): void {
  const { outOfFold, unseen } = report.scoring;
  print(`Detector ${report.detector}, threshold ${report.threshold.toFixed(3)}`);
  print(
    `${outOfFold} rows scored out-of-fold (trained on, judged by a model that had not seen them), ${unseen} unseen`,
  );
  print('');
  print('set             rows  questions  baseline  PR-AUC  precision  recall     F1    ECE');
  for (const [name, set] of [
    ['all', report.all],
    ['clean', report.clean],
    ...Object.entries(report.bySource),
  ] as const) {
    print(
      name.padEnd(14) +
        String(set.n).padStart(6) +
        String(set.positives).padStart(11) +
        [set.baseline, set.prAuc].map((value) => value.toFixed(3).padStart(9)).join('') +
        set.precision.toFixed(3).padStart(10) +
        [set.recall, set.f1, set.ece].map((value) => value.toFixed(3).padStart(8)).join(''),
    );
  }
  print('');
  print(`False alarms on clean non-questions: ${(100 * report.falseAlarmRate).toFixed(1)} %`);
  for (const [form, { n, recall }] of Object.entries(report.recallByForm)) {
    print(`  ${form.padEnd(20)}${(100 * recall).toFixed(0).padStart(4)} % of ${n} found`);
  }
  print('Reliability (said → happened):');
  for (const bin of report.reliability) {
    const bar = '█'.repeat(Math.round(bin.positiveRatio * 30));
    print(`  ${bin.meanProbability.toFixed(2)} → ${bin.positiveRatio.toFixed(2)} ${bar} ${bin.rowCount}`);
  }
}

function reportOf(scored: readonly ScoredRow[], scorer: RowScorer, dataHash: string): QuestionReport {
  const { threshold } = scorer;
  const metricsOf = (rows: readonly ScoredRow[]): SetMetrics =>
    setMetrics(
      rows.map((row) => row.probability),
      rows.map((row) => row.labelled.row.question),
      threshold,
    );
  const clean = scored.filter(({ labelled }) => labelled.row.ambiguous === undefined);
  const bySource = Object.groupBy(clean, ({ labelled }) => labelled.row.source ?? 'unknown');
  const questions = clean.filter(({ labelled }) => labelled.row.question);
  const statements = clean.filter(({ labelled }) => !labelled.row.question);
  const byForm = Object.groupBy(questions, ({ labelled: { row } }) => row.form ?? row.qtype ?? 'unknown');
  const foundShare = (rows: readonly ScoredRow[]): number =>
    rows.length === 0 ? 0 : rows.filter((row) => row.probability >= threshold).length / rows.length;
  return {
    detector: scorer.name,
    threshold,
    all: metricsOf(scored),
    clean: metricsOf(clean),
    bySource: mapValues(bySource, metricsOf),
    recallByForm: mapValues(byForm, (rows) => ({ n: rows.length, recall: foundShare(rows) })),
    falseAlarmRate: foundShare(statements),
    reliability: reliabilityOf(
      clean.map((row) => row.probability),
      clean.map((row) => row.labelled.row.question),
    ),
    scoring: {
      outOfFold: scored.filter((row) => row.isOutOfFold).length,
      unseen: scored.filter((row) => !row.isOutOfFold).length,
    },
    dataHash,
  };
}

function mapValues<From, To>(
  record: Partial<Record<string, From>>,
  map: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => (value === undefined ? [] : [[key, map(value)]])),
  );
}

function assertAboveChance(report: QuestionReport): void {
  for (const [name, set] of [
    ['all', report.all],
    ['clean', report.clean],
  ] as const) {
    if (set.n === 0 || set.prAuc > set.baseline) continue;
    throw new EngineError(
      'question-detector-unavailable',
      `The detector is no better than chance: PR-AUC ${set.prAuc.toFixed(4)} on ${name} rows, random scores have ${set.baseline.toFixed(4)}.`,
      'Check the labels of the file (`eval questions FILE --check`), then train again with `npm run train`.',
    );
  }
}

function flatMetrics(report: QuestionReport): Record<string, number> {
  const sets = { all: report.all, clean: report.clean, ...report.bySource };
  return Object.fromEntries(
    Object.entries(sets).flatMap(([name, set]) =>
      Object.entries(set).map(([metric, value]: [string, number]) => [`${name}.${metric}`, value]),
    ),
  );
}
