import { DENSE_FEATURES } from '../../engine/question/dense-features.ts';
import { SPARSE_GROUPS } from '../../engine/question/sparse-features.ts';
import type { SparseGroup } from '../../engine/question/sparse-features.ts';
import {
  CHOSEN_THRESHOLD,
  crossCalibrate,
  indicesOf,
  isCleanConversation,
  setMetrics,
} from './cross-validation.ts';
import type { LabelledUtterance } from './dataset.ts';
import type { Example } from './examples.ts';
import { examplesOf } from './examples.ts';
import { outOfFold, stackedScore, trainStackedModel } from './stacked-model.ts';

/** Cross-validates with one group of features left out at a time: what is lost is what the group adds. */
export function printAblation(rows: readonly LabelledUtterance[], print: (line: string) => void): void {
  const isWithin = (source: string) => (example: Example) =>
    isCleanConversation(example) && (source === 'all' || example.source.row.source === source);
  const show = (name: string, examples: readonly Example[]): void => {
    const logOdds = outOfFold(examples, (training) => trainStackedModel(training), stackedScore);
    const probabilities = crossCalibrate(examples, logOdds);
    const figures = ['all', 'ami', 'changelog', 'earnings22'].map((source) => {
      const indices = indicesOf(examples, isWithin(source));
      return setMetrics(
        indices.map((index) => probabilities[index] as number),
        indices.map((index) => (examples[index] as Example).label),
        CHOSEN_THRESHOLD,
      );
    });
    print(
      [name.padEnd(24), ...figures.map(({ prAuc, f1 }) => `${prAuc.toFixed(3)} ${f1.toFixed(3)}`)].join('  '),
    );
  };
  print('without                   clean PR-AUC F1, then ami, changelog, earnings22');
  const whole = examplesOf(rows);
  show('nothing', whole);
  for (const group of new Set(DENSE_FEATURES.map((feature) => feature.group))) {
    show(
      `dense: ${group}`,
      whole.map((example) => ({
        ...example,
        dense: example.dense.map((value, index) => (DENSE_FEATURES[index]?.group === group ? 0 : value)),
      })),
    );
  }
  for (const group of SPARSE_GROUPS) show(`n-grams: ${group}`, examplesOf(rows, without(group)));
  show('all turn features', withoutTurns(rows));
}

function without(group: SparseGroup): ReadonlySet<SparseGroup> {
  return new Set(SPARSE_GROUPS.filter((other) => other !== group));
}

/** The words alone: nothing of what was said before. */
function withoutTurns(rows: readonly LabelledUtterance[]): Example[] {
  return examplesOf(rows.map(({ row, utterance }) => ({ row, utterance: { ...utterance, previous: [] } })));
}
