import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT_ROOT } from './source-files.ts';

const FAULT_COUNT = 64;
const CONTROL_COUNT = 32;

const page = readFileSync(path.join(PROJECT_ROOT, 'docs', 'faults.md'), 'utf8');
const rows = page.split('\n').filter((line) => /^\| (?!#|-|Control)/.test(line));
const proofsIn = (text: string) =>
  [...text.matchAll(/`([\w-]+(?:\.test)?\.ts)`: “(.*?)”(?=<br>|\s+\|)/g)].map(
    ([, file = '', title = '']) => ({
      file,
      title,
    }),
  );

test('the table has a row for each fault and each control, with a proof or the reason why there is none', () => {
  const faults = rows.filter((row) => /^\| \d+ /.test(row));
  expect(faults.map((row) => Number(row.split('|')[1]))).toEqual(
    Array.from({ length: FAULT_COUNT }, (_, index) => index + 1),
  );
  expect(rows).toHaveLength(FAULT_COUNT + CONTROL_COUNT);
  expect(rows.filter((row) => proofsIn(row).length === 0 && !row.includes('Open: '))).toEqual([]);
});

test('every test that the table names exists', () => {
  const folder = path.join(PROJECT_ROOT, 'test');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const missing = proofsIn(page).filter(({ file, title }) => {
    const named = files.filter((name) => path.basename(name) === file);
    return !named.some((name) => readFileSync(path.join(folder, name), 'utf8').includes(title));
  });
  expect(missing).toEqual([]);
});
