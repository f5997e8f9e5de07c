import { expect, test } from 'vitest';
import { printAblation } from '../../../scripts/train/ablation.ts';
import { withContext, type Row } from '../../../scripts/train/dataset.ts';

const SUBJECTS = ['cache', 'price', 'api', 'contract', 'queue', 'plan', 'index', 'team'];

/** Five conversations in five folds, in which nothing but the turn before tells a question. */
const ROWS: Row[] = Array.from({ length: 200 }, (_, index) => {
  const question = (index * 7) % 3 === 0;
  return {
    id: `row-${index}`,
    source: 'ami',
    conv: `c${index % 5}`,
    fold: index % 5,
    speaker: 'guest',
    text: `and then the ${SUBJECTS[(index * 5) % 8] ?? ''} of the team`,
    context: [{ speaker: 'host', text: question ? 'please ask me anything' : 'we are nearly done here' }],
    question,
  };
});

test('shows what is lost without each group of features, in all and by source', () => {
  const lines: string[] = [];
  printAblation(withContext(ROWS), (line) => lines.push(line));
  const figures = new Map(
    lines.slice(1).map((line) => {
      const [, name = '', rest = ''] = /^(.{24})  (.*)$/.exec(line) ?? [];
      return [name.trim(), rest.split(/\s+/).map(Number)] as const;
    }),
  );
  expect([...figures.keys()]).toEqual([
    'nothing',
    'dense: rules',
    'dense: shape',
    'dense: turn',
    ...['words', 'start', 'end', 'skeleton', 'turn'].map((group) => `n-grams: ${group}`),
    'all turn features',
  ]);
  const [prAuc = 0, f1 = 0, amiPrAuc = 0, amiF1 = 0, ...others] = figures.get('nothing') ?? [];
  expect([prAuc, f1]).toEqual([1, 1]);
  // All rows are of one source.
  expect([amiPrAuc, amiF1, ...others]).toEqual([prAuc, f1, 0, 0, 0, 0]);
  expect(figures.get('all turn features')?.[0]).toBeLessThan(0.7);
  expect(figures.get('n-grams: words')?.[0]).toBe(1);
});
