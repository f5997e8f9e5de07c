import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { encodeFoldScores, readFoldScores } from '../../../scripts/train/fold-scores.ts';

const row = (id: string, text = 'what is it') => ({ id, text, question: true });
const DAY = '2026-01-02';

async function save(scores: readonly { row: ReturnType<typeof row>; logOdds: number }[]): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sotto-fold-scores-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'scores.json');
  await writeFile(file, JSON.stringify(encodeFoldScores(scores, DAY)));
  return file;
}

test('a score is found again by its row, to a thousandth and within bounds, and no text is kept', async () => {
  const rows = [row('a'), row('b'), row('c')];
  const file = await save([
    { row: rows[0]!, logOdds: 1.23456 },
    { row: rows[1]!, logOdds: -99 },
    { row: rows[2]!, logOdds: 99 },
  ]);
  const scores = await readFoldScores(file, DAY);
  expect(rows.map(scores)).toEqual([1.235, -32, 32]);
  expect(JSON.stringify(encodeFoldScores([{ row: rows[0]!, logOdds: 0 }], DAY))).not.toContain('what is it');
});

test('a row that is not the same has no score', async () => {
  const scores = await readFoldScores(await save([{ row: row('a'), logOdds: 1 }]), DAY);
  expect([scores(row('a', 'what is that')), scores(row('b')), scores({ ...row('a'), conv: 'c' })]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('scores of other weights, and none at all, know no row', async () => {
  const file = await save([{ row: row('a'), logOdds: 1 }]);
  expect((await readFoldScores(file, '2026-01-03'))(row('a'))).toBeUndefined();
  expect((await readFoldScores('/no/such/file', DAY))(row('a'))).toBeUndefined();
});
